"""Drives MSAL Python for `pretenant play --client "python conformance/adapters/python/adapter.py"`.

The protocol is in docs/adapters.md. No brains in here: commands become calls, results become answers. MSAL Python
reports "a user is needed" by returning None from its silent calls, or an `invalid_grant` or `interaction_required` with
an error description; the table UI_REQUIRED is all there is to that.
"""

import json
import sys
import time
from urllib.parse import parse_qsl, urlsplit

import msal

UI_REQUIRED = {"invalid_grant", "interaction_required", "login_required", "consent_required"}


class Client:
    def __init__(self, settings, cache):
        self.cache = cache
        arguments = {
            "client_id": settings["client_id"],
            "authority": settings["authority"],
            "token_cache": cache,
            "client_capabilities": settings["capabilities"] or None,
            "instance_discovery": False,
        }
        credential = settings["credential"]
        self.confidential = credential is not None
        self.redirect_uri = settings["redirect_uri"]
        if self.confidential:
            self.app = msal.ConfidentialClientApplication(client_credential=as_msal(credential), **arguments)
        else:
            self.app = msal.PublicClientApplication(**arguments)

    def account(self, username):
        accounts = self.app.get_accounts(username) if username else self.app.get_accounts()
        return accounts[0] if username and accounts else None


def as_msal(credential):
    if "secret" in credential:
        return credential["secret"]
    if "certificate" in credential:
        pem = credential["certificate"]["pem"]
        # With the certificate alone MSAL computes x5t#S256 and signs with PS256; a given thumbprint means SHA-1.
        if credential["certificate"]["sha1"]:
            return {"private_key": private_key(pem), "thumbprint": thumbprint(pem)}
        return {"private_key": private_key(pem), "public_certificate": certificate(pem)}
    raise NotImplementedError("an assertion callback")


def private_key(pem):
    return pem[pem.index("-----BEGIN PRIVATE KEY-----"):]


def certificate(pem):
    end = "-----END CERTIFICATE-----"
    return pem[: pem.index(end) + len(end)]


def thumbprint(pem):
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    return x509.load_pem_x509_certificate(certificate(pem).encode()).fingerprint(hashes.SHA1()).hex()


class Adapter:
    def __init__(self):
        self.clients = {}
        self.stores = {}

    def answer(self, message):
        handler = getattr(self, "do_" + message["command"], None)
        if handler is None:
            return {"unsupported": f"MSAL Python has no {message['command']}"}
        try:
            return handler(message)
        except NotImplementedError as error:
            return {"unsupported": f"this adapter does not do {error}"}
        except Exception as error:  # whatever the library raises is its answer
            return {"error": {"error": type(error).__name__, "description": str(error)}}

    def client(self, message):
        return self.clients[message["client"]]

    def do_hello(self, _):
        return {"hello": {"name": "MSAL Python", "version": msal.__version__}}

    def do_new_client(self, message):
        settings = message["settings"]
        cache = self.stores.setdefault(settings["store"], msal.SerializableTokenCache())
        if message["again"]:
            # A new process: what it knows is what was serialised.
            fresh = msal.SerializableTokenCache()
            fresh.deserialize(cache.serialize())
            cache = self.stores[settings["store"]] = fresh
        self.clients[message["client"]] = Client(settings, cache)
        return "done"

    def do_interactive(self, message):
        client = self.client(message)
        other(message)
        scopes = message["scopes"] + message.get("extra_scopes", [])
        if message.get("extra_scopes"):
            raise NotImplementedError("extra scopes to consent")
        hints = {k: message.get(k) for k in ("prompt", "login_hint")}
        if client.confidential:
            flow = client.app.initiate_auth_code_flow(
                scopes,
                redirect_uri=client.redirect_uri,
                claims_challenge=message.get("claims"),
                response_mode=message["response_mode"] if message["response_mode"] != "query" else None,
                **hints,
            )
            return {"auth_code_url": {"url": flow["auth_uri"], "redirect_uri": client.redirect_uri, "flow": flow}}

        def open_browser(auth_uri, **_):
            say(message["id"], {"open": {"url": auth_uri, "redirect_uri": "http://localhost"}})

        return result(
            client.app.acquire_token_interactive(
                scopes, claims_challenge=message.get("claims"), auth_uri_callback=open_browser, timeout=20, **hints
            )
        )

    def do_acquire_by_code(self, message):
        query = message.get("form") or parse_qsl(urlsplit(message["url"]).query)
        return result(self.client(message).app.acquire_token_by_auth_code_flow(message["flow"], dict(query)))

    def do_device_code(self, message):
        other(message)
        app = self.client(message).app
        flow = app.initiate_device_flow(message["scopes"], claims_challenge=message.get("claims"))
        if "user_code" not in flow:
            return result(flow)
        shown = {"user_code": flow["user_code"], "verification_uri": flow["verification_uri"]}
        say(message["id"], {"device_code": shown})
        return result(app.acquire_token_by_device_flow(flow))

    def do_password(self, message):
        app = self.client(message).app
        claims = message.get("claims")
        return result(
            app.acquire_token_by_username_password(
                message["username"], message["password"], message["scopes"], claims_challenge=claims
            )
        )

    def do_client_credentials(self, message):
        other(message)
        claims = message.get("claims")
        return result(self.client(message).app.acquire_token_for_client(message["scopes"], claims_challenge=claims))

    def do_on_behalf_of(self, message):
        other(message)
        app, claims = self.client(message).app, message.get("claims")
        return result(app.acquire_token_on_behalf_of(message["assertion"], message["scopes"], claims_challenge=claims))

    def do_silent(self, message):
        client = self.client(message)
        account = client.account(message.get("account"))
        if account is None:
            return {"ui_required": {"error": "no_account", "description": "there is no such account in the cache"}}
        return result(
            client.app.acquire_token_silent_with_error(
                message["scopes"],
                account,
                authority=message.get("authority"),
                force_refresh=message["force_refresh"],
                claims_challenge=message.get("claims"),
            )
        )

    def do_accounts(self, message):
        accounts = self.client(message).app.get_accounts()
        return {"accounts": [{k: a[k] for k in ("username", "home_account_id")} for a in accounts]}

    def do_remove_account(self, message):
        client = self.client(message)
        account = client.account(message["account"])
        if account:
            client.app.remove_account(account)
        return "done"

    def do_export_cache(self, message):
        return {"cache": self.client(message).cache.serialize()}

    def do_import_cache(self, message):
        self.client(message).cache.deserialize(message["cache"])
        return "done"


def other(message):
    if message.get("authority"):
        raise NotImplementedError("another authority for one call")


def result(found):
    if found is None:
        return {"ui_required": {"error": "no_token", "description": "MSAL found no token and no refresh token"}}
    if "error" in found:
        refused = {
            "error": found["error"],
            "suberror": found.get("suberror") or found.get("classification"),
            "codes": [int(code) for code in found.get("error_codes", [])],
            "claims": found.get("claims"),
            "description": found.get("error_description") or "",
        }
        return {"ui_required" if found["error"] in UI_REQUIRED else "error": refused}
    claims = found.get("id_token_claims") or {}
    account = None
    if claims:
        account = {"username": claims.get("preferred_username", ""), "home_account_id": home(claims)}
    scopes = found.get("scope") or ""
    return {
        "token": {
            "access_token": found["access_token"],
            "scopes": scopes.split() if isinstance(scopes, str) else list(scopes),
            "expires_on": int(time.time()) + int(found["expires_in"]),
            "account": account,
            "tenant_id": claims.get("tid"),
            "unique_id": claims.get("oid"),
            "id_token_claims": claims,
        }
    }


def home(claims):
    return f"{claims.get('oid')}.{claims.get('tid')}"


def say(identifier, said):
    print(json.dumps({"id": identifier, **said}), flush=True)


def main():
    adapter = Adapter()
    for line in sys.stdin:
        message = json.loads(line)
        say(message["id"], {"answer": adapter.answer(message)})


main()
