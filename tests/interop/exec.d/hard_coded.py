"""An application that knows the real cloud only: MSAL and requests with its host names built in."""

import os

import msal
import requests

TENANT = "aaaabbbb-0000-cccc-1111-dddd2222eeee"
AUTHORITY = f"https://login.microsoftonline.com/{TENANT}"


def call(path, result):
    assert "access_token" in result, result
    headers = {"Authorization": f"Bearer {result['access_token']}"}
    reply = requests.get(f"https://graph.microsoft.com/v1.0{path}", headers=headers, timeout=10)
    assert reply.ok, f"{path} answers {reply.status_code}: {reply.text}"
    return reply.json()


public = msal.PublicClientApplication("c0000000-0000-0000-0000-000000000002", authority=AUTHORITY)
signed_in = public.acquire_token_by_username_password("ada@contoso.example", "Pa55-ada!", scopes=["User.Read"])
assert call("/me", signed_in)["userPrincipalName"] == "ada@contoso.example"
assert signed_in["id_token_claims"]["iss"] == f"{AUTHORITY}/v2.0", signed_in["id_token_claims"]
(account,) = public.get_accounts()
assert account["environment"] == "login.microsoftonline.com", account
refreshed = public.acquire_token_silent(["User.Read"], account=account, force_refresh=True)
assert refreshed["token_source"] == "identity_provider", refreshed
call("/me", refreshed)

daemon = msal.ConfidentialClientApplication(
    os.environ["AZURE_CLIENT_ID"], client_credential=os.environ["AZURE_CLIENT_SECRET"], authority=AUTHORITY
)
users = call("/users", daemon.acquire_token_for_client(["https://graph.microsoft.com/.default"]))
assert len(users["value"]) == 4, users

try:
    requests.get("https://outlook.office.com/", timeout=10)
    raise SystemExit("outlook.office.com answered")
except requests.exceptions.ProxyError as error:
    assert "--allow outlook.office.com" in str(error), error
