"""A TLS server that speaks HTTP/2 where it is asked to, and does not take the first request.

Usage: http2_server.py FOLDER refuse|goaway

FOLDER is as for scripted_server.py, and so is the output: the port, then "connection", "protocol <name>",
and "request <bytes of the body>" for each request that was read whole. Over HTTP/2 the first request of all is
met with RST_STREAM (REFUSED_STREAM), or with a GOAWAY that says it was not processed; every other one is
answered. Over HTTP/1.1 every request is answered. Header blocks are not decoded: frames tell enough.
"""

import itertools
import socket
import ssl
import struct
import sys
import threading

DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE = 0, 1, 3, 4, 6, 7, 8
END_STREAM, ACK, END_HEADERS = 1, 1, 4
REFUSED_STREAM = 7
requests = itertools.count()


def say(*words):
    print(*words, flush=True)


def take(connection, count):
    data = b""
    while len(data) < count:
        part = connection.recv(count - len(data))
        if not part:
            raise OSError("ended")
        data += part
    return data


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def http2(connection, behaviour):
    take(connection, len(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))
    connection.sendall(frame(SETTINGS, 0, 0))
    bodies = {}
    while True:
        head = take(connection, 9)
        length, kind, flags = int.from_bytes(head[:3], "big"), head[3], head[4]
        stream = int.from_bytes(head[5:], "big") & 0x7FFFFFFF
        take(connection, length)
        if kind == SETTINGS and not flags & ACK:
            connection.sendall(frame(SETTINGS, ACK, 0))
        if kind == PING and not flags & ACK:
            connection.sendall(frame(PING, ACK, 0, b"\0" * 8))
        if kind == DATA:
            bodies[stream] = bodies.get(stream, 0) + length
        if kind in (DATA, HEADERS) and flags & END_STREAM:
            say("request", bodies.get(stream, 0))
            reply(connection, stream, behaviour)


def reply(connection, stream, behaviour):
    if next(requests) > 0:
        # ":status: 200" is the eighth entry of the static table (RFC 7541, appendix A).
        connection.sendall(frame(HEADERS, END_HEADERS | END_STREAM, stream, b"\x88"))
    elif behaviour == "refuse":
        connection.sendall(frame(RST_STREAM, 0, stream, struct.pack(">I", REFUSED_STREAM)))
    else:
        connection.sendall(frame(GOAWAY, 0, 0, struct.pack(">II", 0, 0)))


def http1(connection):
    data = b""
    while b"\r\n\r\n" not in data:
        data += take(connection, 1)
    lines = [line.split(b":", 1) for line in data.lower().split(b"\r\n")[1:-2]]
    length = next(int(value) for name, value in lines if name == b"content-length")
    take(connection, length)
    say("request", length)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    connection.close()


def serve(connection, settings, behaviour):
    try:
        connection = settings.wrap_socket(connection, server_side=True)
        protocol = connection.selected_alpn_protocol() or "http/1.1"
        say("protocol", protocol)
        http2(connection, behaviour) if protocol == "h2" else http1(connection)
    except (ssl.SSLError, OSError):
        pass


def main():
    folder, behaviour = sys.argv[1], sys.argv[2]
    settings = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    settings.load_cert_chain(folder + "/server.crt.pem", folder + "/server.key.pem")
    settings.load_verify_locations(folder + "/authority.crt.pem")
    settings.verify_mode = ssl.CERT_REQUIRED
    settings.set_alpn_protocols(["h2", "http/1.1"])
    listener = socket.create_server(("127.0.0.1", 0))
    say(listener.getsockname()[1])
    while True:
        connection, _ = listener.accept()
        say("connection")
        threading.Thread(target=serve, args=(connection, settings, behaviour), daemon=True).start()


main()
