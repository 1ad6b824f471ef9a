"""What the client programs share: the running server, its control API, cases and their results."""

import json
import logging
import os
import sys
import traceback
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace

import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from browser import Browser

NOBODY = "00000000-0000-0000-0000-00000000dead"

# What to read at a sample API that answers nothing at its root.
READ = {"graph": "/me"}


class Skip(Exception):
    """A case that can't be tried here, and why."""


class Control:
    """The server's control API."""

    def __init__(self, url):
        self.url = url

    def journal(self):
        """The exchanges so far, oldest first, as `endpoint grant status`."""
        exchanges = self._call("GET", "journal")["exchanges"]
        return [" ".join(str(e[k]) for k in ("endpoint", "grant", "status") if e.get(k)) for e in exchanges]

    def advance(self, by):
        self._call("POST", "clock/advance", {"by": by})

    def next_sign_in(self, outcome):
        """What the user does at the next sign-in, instead of accepting: `cancel` or `decline_consent`."""
        self._call("POST", "sign-in/next", {"outcome": outcome})

    def approve(self, user_code, user):
        self._call("POST", f"device-codes/{user_code}/approve", {"user": user})

    def decline(self, user_code):
        self._call("POST", f"device-codes/{user_code}/decline")

    def _call(self, method, path, body=None):
        reply = requests.request(method, f"{self.url}/{path}", json=body, timeout=10)
        assert reply.ok, f"{method} {path} answers {reply.status_code}: {reply.text}"
        return reply.json() if reply.content else None


class Tenant:
    """A server under test, as its ready file describes it.

    It signs ada in by itself. The one in `asking` waits for what the user does.
    """

    asking = None

    def __init__(self, ready_file):
        with open(ready_file, encoding="utf-8") as file:
            self.ready = json.load(file, object_hook=lambda fields: SimpleNamespace(**fields))
        self.authority = self.ready.authority
        self.id = self.authority.rsplit("/", 1)[1]
        self.origin = self.ready.origin
        self.control = Control(self.ready.control)
        self.browser = Browser()

    def app(self, name):
        return named(self.ready.apps, name)

    def user(self, name):
        return named(self.ready.users, name)

    def api(self, name):
        return named(self.ready.apis, name)

    def resource(self, api):
        return self.api(api).identifier_uris[0]

    def scope(self, api, name):
        return f"{self.resource(api)}/{name}"

    def certificate(self, app):
        with open(self.app(app).certificate_file, encoding="ascii") as file:
            return file.read()

    def accepted_by(self, api, token):
        """Calls the sample API with the token; the words for the table when it lets the caller in."""
        url = self.api(api).url + READ.get(api, "")
        reply = requests.get(url, headers={"Authorization": f"Bearer {token}"}, timeout=10)
        challenge = reply.headers.get("WWW-Authenticate")
        assert reply.status_code == 200, f"{url} answers {reply.status_code}: {challenge or reply.text}"
        return f"a token that `{api}` accepts"

    @contextmanager
    def no_request(self):
        """Fails when the block makes a request, or when nothing was recorded before it (a dead journal)."""
        before = self.control.journal()
        assert before, "the journal is empty although a token was acquired"
        yield
        more = self.control.journal()[len(before):]
        assert not more, f"requests reached the server: {more}"

    def needs_port_443(self):
        """MSAL Python asks for the user realm at the authority's host without the port."""
        if os.environ.get("PRETENANT_ON_443") != "yes":
            raise Skip("the library asks for the user realm on port 443, where nobody may listen here")


def named(items, name):
    for item in items:
        if item.name == name:
            return item
    raise AssertionError(f"the ready file knows no {name!r}, only {[item.name for item in items]}")


def strange_certificate():
    """A key and certificate, in one PEM, that no app registration knows."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "stranger")])
    now = datetime.now(timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return (private + certificate.public_bytes(pem)).decode()


def sha1_thumbprint(pem):
    return x509.load_pem_x509_certificate(pem.encode()).fingerprint(hashes.SHA1()).hex()


CASES = []


def case(flow, title):
    """Declares a case. The function returns what the application gets, in words for the table."""

    def declare(function):
        CASES.append((flow, title, function))
        return function

    return declare


def main(client, version):
    """Tries every declared case in order and prints one JSON line for each."""
    logging.getLogger().addHandler(logging.NullHandler())  # a refusal is what many cases are about
    tenant = Tenant(os.environ["PRETENANT_AUTO"])
    tenant.asking = Tenant(os.environ["PRETENANT_ASK"])
    for flow, title, function in CASES:
        line = {"client": client, "version": version, "flow": flow, "case": title}
        try:
            line |= {"result": "passed", "gets": function(tenant)}
        except Skip as skip:
            line |= {"result": "skipped", "why": str(skip)}
        except Exception as error:
            traceback.print_exc(file=sys.stderr)
            line |= {"result": "failed", "why": " ".join(f"{type(error).__name__}: {error}".split())[:300]}
        why = f" ({line['why']})" if "why" in line else ""
        print(f"{line['result']:<8} {flow}: {title}{why}", file=sys.stderr)
        print(json.dumps(line, separators=(",", ":")), flush=True)
