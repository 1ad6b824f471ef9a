"""What an application does with MSAL Python. It runs twice: recorded, in front of a world, and replayed, alone.

Only while it is recorded there is a world to drive: PRETENANT_WORLD is its control API. The secrets that went over the
wire go to the file PRETENANT_SECRETS.
"""

import json
import os
import socket
import threading

import jwt
import msal
import requests

from browser import Browser

ORIGIN = os.environ["PRETENANT_ORIGIN"]
AUTHORITY = os.environ["PRETENANT_AUTHORITY"]
WORLD = os.environ.get("PRETENANT_WORLD")
DESKTOP, DEVICE, DAEMON = (f"c0000000-0000-0000-0000-00000000000{n}" for n in (1, 2, 5))
GRAPH = "https://graph.microsoft.com/.default"
# A replay does not check it: it gets what the recorded one got.
SECRET = "daemon-secret" if WORLD else "not the recorded secret"
secrets = ["daemon-secret", "a-wrong-secret"]


def world(method, path, body=None):
    reply = requests.request(method, f"{WORLD}/{path}", json=body, timeout=10)
    assert reply.ok, reply.text


def token(result):
    assert result and "access_token" in result, result
    for name in ("access_token", "refresh_token", "id_token"):
        secrets.append(result.get(name) or "")
        secrets.append((result.get(name) or "").rpartition(".")[2])
    return result["access_token"]


def graph(path, result):
    headers = {"Authorization": f"Bearer {token(result)}"}
    reply = requests.get(f"{ORIGIN}/v1.0{path}", headers=headers, timeout=10)
    assert reply.ok, f"{path} answers {reply.status_code}: {reply.text}"
    return reply.json()


def verify(id_token, audience):
    """As an API would, with the keys that the platform publishes."""
    metadata = requests.get(f"{AUTHORITY}/v2.0/.well-known/openid-configuration", timeout=10).json()
    keys = jwt.PyJWKSet.from_dict(requests.get(metadata["jwks_uri"], timeout=10).json())
    key = keys[jwt.get_unverified_header(id_token)["kid"]]
    # The recorder's tokens are the upstream's, and name it.
    issuer = None if WORLD else metadata["issuer"]
    return jwt.decode(id_token, key, algorithms=["RS256"], audience=audience, issuer=issuer)


def daemon(secret):
    return msal.ConfidentialClientApplication(
        DAEMON, client_credential=secret, authority=AUTHORITY, instance_discovery=False
    )


def public(client_id):
    return msal.PublicClientApplication(client_id, authority=AUTHORITY, instance_discovery=False)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


# Client credentials, and a refusal
users = graph("/users", daemon(SECRET).acquire_token_for_client([GRAPH]))
assert "ada@contoso.example" in [user["userPrincipalName"] for user in users["value"]], users
refused = daemon("a-wrong-secret").acquire_token_for_client(["api://orders/.default"])
assert (refused["error"], refused["error_codes"]) == ("invalid_client", [7000215]), refused

# Authorization code, in two response modes, with a browser; MSAL compares state and nonce
for mode in (None, "form_post"):
    app = public(DESKTOP)
    redirect_uri = f"http://localhost:{free_port()}"
    flow = app.initiate_auth_code_flow(["User.Read"], redirect_uri=redirect_uri, response_mode=mode)
    answer = Browser().open(flow["auth_uri"])
    assert (answer.redirect_uri.rstrip("/"), answer.params["state"]) == (redirect_uri, flow["state"]), answer
    secrets += [answer.params["code"], flow["code_verifier"]]
    signed_in = app.acquire_token_by_auth_code_flow(flow, answer.params)
    assert graph("/me", signed_in)["userPrincipalName"] == "ada@contoso.example"
    assert verify(signed_in["id_token"], DESKTOP)["name"] == "Ada Lovelace"

# Silent: from the cache, refreshed, and refused
(account,) = app.get_accounts()
assert account["username"] == "ada@contoso.example", account
assert app.acquire_token_silent(["User.Read"], account=account)["token_source"] == "cache"
refreshed = app.acquire_token_silent(["User.Read"], account=account, force_refresh=True)
assert refreshed["token_source"] == "identity_provider", refreshed
graph("/me", refreshed)
refused = app.acquire_token_silent_with_error(["Mail.Read"], account=account)
assert (refused["error_codes"], refused["suberror"]) == ([65001], "consent_required"), refused

# Device code, approved while the device polls
if WORLD:
    world("PATCH", "settings", {"sign_in": "ask"})
app = public(DEVICE)
flow = app.initiate_device_flow(["User.Read"])
secrets += [flow["user_code"], flow["device_code"]]
assert flow["user_code"] in flow["message"] and flow["verification_uri"].startswith(ORIGIN), flow
if WORLD:
    threading.Timer(1, world, ("POST", f"device-codes/{flow['user_code']}/approve", {"user": "ada"})).start()
graph("/me", app.acquire_token_by_device_flow(flow))

# A call without a token
reply = requests.get(f"{ORIGIN}/v1.0/me", timeout=10)
assert reply.status_code == 401 and reply.headers["WWW-Authenticate"].startswith("Bearer "), reply.text

if "PRETENANT_SECRETS" in os.environ:
    with open(os.environ["PRETENANT_SECRETS"], "w", encoding="utf-8") as file:
        file.writelines(f"{secret}\n" for secret in secrets if secret)
print(json.dumps({"client": "MSAL Python", "version": msal.__version__, "recorded": bool(WORLD)}))
