#!/usr/bin/env python3
"""Verifies a recorded request with http-message-signatures (PyPI), which shares no code with Scrim.

    verify_request.py REQUEST.json

REQUEST.json: {"method", "target_uri", "headers": {name: value}, "body_file", "public_key_pem", "keyid"};
body_file is relative to REQUEST.json, public_key_pem is a public key or a certificate.
Exit 0: Content-Digest (RFC 9530) and signature (RFC 9421) belong to exactly this request and key.
Exit 1: they do not; one line says why. Exit 2: the record itself is unusable.
"""

import json
import pathlib
import sys

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from http_message_signatures import HTTPMessageVerifier, algorithms
from http_message_signatures.exceptions import HTTPMessageSignaturesException
from http_message_signatures.resolvers import MappingKeyResolver

COVERED = ("@method", "@target-uri", "content-type", "content-digest", "idempotency-key")


class Request:
    def __init__(self, record):
        self.method = record["method"]
        self.url = record["target_uri"]
        self.headers = record["headers"]


def public_key(pem):
    if "BEGIN CERTIFICATE" in pem:
        return x509.load_pem_x509_certificate(pem.encode()).public_key()
    return load_pem_public_key(pem.encode())


def verify(record, body):
    key = public_key(record["public_key_pem"])
    edwards = isinstance(key, ed25519.Ed25519PublicKey)
    verifier = HTTPMessageVerifier(
        # The key decides the algorithm, never the message.
        signature_algorithm=algorithms.ED25519 if edwards else algorithms.ECDSA_P256_SHA256,
        key_resolver=MappingKeyResolver(public_keys={record["keyid"]: key}, private_keys={}),
    )
    results = verifier.verify(
        Request(record), expect_tag="claims-submit", require_components=COVERED, body=body
    )
    if len(results) != 1 or results[0].nonce is None:
        raise HTTPMessageSignaturesException("expected one signature with a nonce")


def main():
    path = pathlib.Path(sys.argv[1])
    record = json.loads(path.read_text())
    body = (path.parent / record["body_file"]).read_bytes()
    try:
        verify(record, body)
    except HTTPMessageSignaturesException as error:
        print(f"refused: {error}")
        return 1
    print(f"verified: {len(body)} bytes, key {record['keyid']}")
    return 0


if __name__ == "__main__":
    try:
        status = main()
    except (IndexError, KeyError, OSError, ValueError) as error:
        print(f"unusable: {type(error).__name__}: {error}", file=sys.stderr)
        status = 2
    sys.exit(status)
