"""The console under test, and the people who use it.

What a person would wait for is set forward in the database, as its owner: a minute that passes, a session
that ends.
"""

import base64
import hashlib
import hmac
import json
import os
import struct
import subprocess
import time


def code_of(key, counter):
    """RFC 6238, as an authenticator app makes it; shares no line with Scrim."""
    secret = base64.b32decode(key + "=" * (-len(key) % 8))
    mac = hmac.new(secret, struct.pack(">Q", counter), hashlib.sha1).digest()
    place = mac[19] & 15
    return "%06d" % ((struct.unpack(">I", mac[place : place + 4])[0] & 0x7FFFFFFF) % 10**6)


def counter_now():
    return int(time.time()) // 30


class Site:
    """Read from the file that the tests write: address, folder, program, socket, screenshots, accounts."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.__dict__.update(json.load(file))
        self.people = {one["login"]: Person(self, **one) for one in self.accounts}

    def scrim(self, *arguments):
        done = subprocess.run(
            [self.program, *arguments, "--config", ".scrim/scrim.json", "--json"],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        if done.returncode != 0:
            raise AssertionError(f"scrim {arguments} ended {done.returncode}: {done.stderr}")
        return json.loads(done.stdout)

    def sql(self, statement):
        done = subprocess.run(
            [
                "psql",
                "-h",
                self.socket,
                "-U",
                "postgres",
                "-d",
                "scrim",
                "-qAtX",
                "-v",
                "ON_ERROR_STOP=1",
                "-c",
                statement,
            ],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
            env={**os.environ, "PGOPTIONS": "-c client_min_messages=warning"},
        )
        return done.stdout.strip().splitlines()

    def end_sessions(self, login):
        self.sql(
            f"update gate.console_session set ended_at = clock_timestamp() "
            f"where login = '{login}' and ended_at is null"
        )

    def let_an_hour_pass_since_the_code(self, login):
        self.sql(
            f"update gate.console_session set confirmed_at = confirmed_at - interval '1 hour' "
            f"where login = '{login}'"
        )

    def invite(self, login, role, *options):
        """Registers somebody and gives their invitation code."""
        self.scrim("users", "add", login, "--role", role, *options)
        return self.scrim("users", "invite", login)["code"]


class Person:
    def __init__(self, site, login, password, authenticatorKey, recoveryCodes, role=""):
        self.site, self.login, self.password, self.role = site, login, password, role
        self.key, self.recovery = authenticatorKey, list(recoveryCodes)

    def code(self):
        """The code of now, in another half minute than the last one."""
        self.site.sql(f"update gate.account set last_counter = 0 where login = '{self.login}'")
        return code_of(self.key, counter_now())
