"""A TLS server for one behaviour at a time, written against the tests of the courier.

Usage: scripted_server.py FOLDER BEHAVIOUR [tls1.2|tls1.3|anyone]

FOLDER holds server.crt.pem, server.key.pem and authority.crt.pem (whose clients are taken; with "anyone" also those
without a certificate). The first line of
the output is the port; then a line for each thing seen, at once: "connection", "handshake",
"handshake-failed", and "request <bytes of the header> <bytes of the body>".
"""

import gzip
import itertools
import json
import os
import socket
import ssl
import struct
import sys
import time


def say(*words):
    print(*words, flush=True)


def reset(connection):
    raw = connection.detach() if isinstance(connection, ssl.SSLSocket) else connection.fileno()
    plain = socket.socket(fileno=raw)
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    plain.close()


def read_request(connection, body_limit=None):
    """Reads a whole request, or only so many bytes of its body."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(65536)
        if not part:
            return None
        data += part
    header, body = data.split(b"\r\n\r\n", 1)
    fields = {}
    for line in header.split(b"\r\n")[1:]:
        name, value = line.split(b":", 1)
        fields[name.strip().lower().decode()] = value.strip().decode()
    wanted = int(fields.get("content-length", "0"))
    if body_limit is not None:
        wanted = min(wanted, body_limit)
    while len(body) < wanted:
        part = connection.recv(65536)
        if not part:
            break
        body += part
    say("request", len(header) + 4, len(body))
    fields["request-line"] = header.split(b"\r\n")[0].decode()
    return fields


def hex_digest(fields):
    import base64
    return base64.b64decode(fields["content-digest"].split(":")[1]).hex()


def send(connection, status, body, media="application/json", more=""):
    header = (f"HTTP/1.1 {status} Scripted\r\nContent-Type: {media}\r\nContent-Length: {len(body)}\r\n"
              f"Connection: close\r\n{more}\r\n")
    connection.sendall(header.encode() + body)


def receipt(fields, **other):
    digest = "sha256:" + hex_digest(fields)
    named = {"receipt": "R-1", "submission": fields["idempotency-key"], "digest": digest}
    named.update(other)
    return json.dumps(named).encode()


def answer(connection, behaviour):
    """What is said after a whole request."""
    fields = read_request(connection)
    if fields is None:
        return
    if behaviour.isdigit():
        more = "Location: /elsewhere\r\n" if behaviour.startswith("3") else ""
        return send(connection, behaviour, b'{"error":"scripted"}', more=more)
    if behaviour.startswith("receipt:"):
        return send(connection, 200, receipt(fields, **json.loads(behaviour[8:])))
    if behaviour.startswith("cut-answer:"):
        return cut_answer(connection, fields, int(behaviour[11:]) * next(turns))
    if behaviour.startswith("body:"):
        return send(connection, 200, behaviour[5:].encode())
    answers[behaviour](connection, fields)


def echo(connection, fields):
    send(connection, 200, json.dumps({"fields": fields}).encode())


def html(connection, fields):
    send(connection, 200, receipt(fields), media="text/html")


def huge_body(connection, fields):
    send(connection, 200, b" " * (8 << 20))


def endless_header(connection, fields):
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.sendall(b"X-More: " + b"x" * 1000 + b"\r\n")


def half_answer(connection, fields):
    body = receipt(fields)
    header = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n"
    connection.sendall(header + body)
    connection.unwrap()


def half_header(connection, fields):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-")
    reset(connection)


def not_http(connection, fields):
    connection.sendall(b"received, thank you\r\n" * 20)


def switch_coding(connection, fields):
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnot-a-length\r\n")


def gzip_receipt(connection, fields):
    send(connection, 200, gzip.compress(receipt(fields)), more="Content-Encoding: gzip\r\n")


def gzip_bomb(connection, fields):
    send(connection, 200, gzip.compress(b" " * (40 << 20)), more="Content-Encoding: gzip\r\n")


def transfer_gzip_bomb(connection, fields):
    """The one coding that HTTP lets a server choose unasked; libcurl undoes it."""
    header = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"
    body = gzip.compress(b" " * (400 << 20), 1)
    connection.sendall(header + b"%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n")


def hundred_megabytes(connection, fields):
    header = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 104857600\r\n\r\n"
    connection.sendall(header)
    for _ in range(1600):
        connection.sendall(b" " * 65536)


def garbage(connection, fields):
    connection.sendall(os.urandom(4096))
    connection.unwrap()


def cut_answer(connection, fields, length):
    body = receipt(fields)
    header = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    whole = header.encode() + body
    say("cut", min(length, len(whole)), len(whole))
    connection.sendall(whole[:length])
    connection.close()


turns = itertools.count()

answers = {
    "gzip-receipt": gzip_receipt,
    "gzip-bomb": gzip_bomb,
    "transfer-gzip-bomb": transfer_gzip_bomb,
    "hundred-megabytes": hundred_megabytes,
    "garbage": garbage,
    "echo": echo,
    "html": html,
    "huge-body": huge_body,
    "endless-header": endless_header,
    "half-answer": half_answer,
    "half-header": half_header,
    "not-http": not_http,
    "broken-chunks": switch_coding,
    "reset-after-body": lambda connection, fields: reset(connection),
    "close-after-body": lambda connection, fields: connection.unwrap(),
    "hang-after-body": lambda connection, fields: time.sleep(60),
}


def reset_in_body(connection, behaviour):
    read_request(connection, body_limit=1000)
    reset(connection)


def early_refusal(connection, behaviour):
    read_request(connection, body_limit=0)
    send(connection, 413, b'{"error":"too long"}')


def close_unread(connection, behaviour):
    reset(connection)


def cut_request(connection, length):
    """Takes only so many bytes of the request, in clear; where that is all of it, answers."""
    data = b""
    while len(data) < length:
        part = connection.recv(min(65536, length - len(data)))
        if not part:
            return
        data += part
        header, end, body = data.partition(b"\r\n\r\n")
        if end and len(body) >= content_length(header):
            say("request", len(header) + 4, len(body))
            return send(connection, 200, b"{}")
    reset(connection)


def content_length(header):
    lines = [line.split(b":", 1) for line in header.split(b"\r\n")[1:]]
    return next(int(value) for name, value in lines if name.lower() == b"content-length")


def keep_alive(connection, behaviour):
    """Answers and keeps the connection; the second request of all is read, and the connection reset."""
    while True:
        fields = read_request(connection)
        if fields is None:
            return
        if next(turns) == 1:
            return reset(connection)
        body = receipt(fields)
        header = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        connection.sendall(header.encode() + body)


encrypted = {
    "keep-alive": keep_alive,
    "reset-in-body": reset_in_body,
    "early-413": early_refusal,
    "close-unread": close_unread,
}


def close_at_once(connection):
    connection.close()


def reset_at_once(connection):
    reset(connection)


def silent(connection):
    time.sleep(60)


def plain_http(connection):
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    connection.close()


plain = {
    "close-at-once": close_at_once,
    "reset-at-once": reset_at_once,
    "silent": silent,
    "plain-http": plain_http,
}


def context(folder, version):
    settings = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    settings.load_cert_chain(folder + "/server.crt.pem", folder + "/server.key.pem")
    settings.load_verify_locations(folder + "/authority.crt.pem")
    settings.verify_mode = ssl.CERT_REQUIRED
    if version == "anyone":
        settings.verify_mode = ssl.CERT_NONE
    elif version == "tls1.2":
        settings.maximum_version = ssl.TLSVersion.TLSv1_2
    elif version == "tls1.1":
        settings.set_ciphers("ALL:@SECLEVEL=0")
        settings.minimum_version = settings.maximum_version = ssl.TLSVersion.TLSv1_1
    return settings


def serve(connection, settings, behaviour):
    if behaviour in plain:
        return plain[behaviour](connection)
    try:
        connection = settings.wrap_socket(connection, server_side=True)
    except (ssl.SSLError, OSError):
        return say("handshake-failed")
    say("handshake")
    if behaviour.startswith("cut-request:"):
        return cut_request(connection, int(behaviour[12:]) * next(turns))
    encrypted.get(behaviour, answer)(connection, behaviour)
    if connection.fileno() >= 0:
        connection.close()


def main():
    folder, behaviour = sys.argv[1], sys.argv[2]
    settings = context(folder, sys.argv[3] if len(sys.argv) > 3 else "tls1.3")
    listener = socket.create_server(("127.0.0.1", 0))
    say(listener.getsockname()[1])
    while True:
        connection, _ = listener.accept()
        say("connection")
        try:
            serve(connection, settings, behaviour)
        except (ssl.SSLError, OSError):
            say("broken")


main()
