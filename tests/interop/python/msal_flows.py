"""MSAL Python against the server: one small program per flow, as an application would write it."""

import threading
import time

import msal

from support import NOBODY, case, main, sha1_thumbprint, strange_certificate

LOOPBACK = "http://localhost"


def public(tenant, app="desktop"):
    return msal.PublicClientApplication(
        tenant.app(app).client_id, authority=tenant.authority, instance_discovery=False
    )


def confidential(tenant, app, credential=None, client_id=None):
    registration = tenant.app(app)
    return msal.ConfidentialClientApplication(
        client_id or registration.client_id,
        client_credential=credential or registration.secret,
        authority=tenant.authority,
        instance_discovery=False,
    )


def token(result):
    assert result and "access_token" in result, (
        result.get("error_description") or result if result else "nothing, as if the user had to sign in"
    )
    return result["access_token"]


def refused(result, error, code, suberror=None):
    """Checks a refusal as the application sees it; the words for the table."""
    assert result and "error" in result, "a token was issued" if result else "nothing came back"
    got = (result["error"], result.get("error_codes"), result.get("suberror"))
    assert got == (error, [code], suberror), f"{got}: {result.get('error_description')}"
    assert result["error_description"].startswith(f"AADSTS{code}: "), result["error_description"]
    return f"`{error}`, AADSTS{code}" + (f", suberror `{suberror}`" if suberror else "")


def sign_in(tenant, app, scopes, redirect_uri=LOOPBACK, response_mode=None):
    """The authorization code flow; returns the flow and the answer of the server, ready to be redeemed."""
    flow = app.initiate_auth_code_flow(scopes, redirect_uri=redirect_uri, response_mode=response_mode)
    return flow, tenant.browser.open(flow["auth_uri"]).params


def signed_in(tenant, scopes, app="desktop"):
    """A public client in which ada has signed in, and her account."""
    client = public(tenant, app)
    token(client.acquire_token_by_auth_code_flow(*sign_in(tenant, client, scopes)))
    [account] = client.get_accounts()
    return client, account


def orders(tenant):
    return [tenant.scope("orders", "api.read")]


def orders_default(tenant):
    return [tenant.scope("orders", ".default")]


# Client credentials


@case("client credentials", "secret")
def _(tenant):
    result = confidential(tenant, "daemon").acquire_token_for_client(orders_default(tenant))
    return tenant.accepted_by("orders", token(result))


@case("client credentials", "certificate, PS256 and x5t#S256")
def _(tenant):
    pem = tenant.certificate("daemon")
    app = confidential(tenant, "daemon", {"private_key": pem, "public_certificate": pem})
    return tenant.accepted_by("orders", token(app.acquire_token_for_client(orders_default(tenant))))


@case("client credentials", "certificate, RS256 and x5t")
def _(tenant):
    pem = tenant.certificate("daemon")
    app = confidential(tenant, "daemon", {"private_key": pem, "thumbprint": sha1_thumbprint(pem)})
    return tenant.accepted_by("orders", token(app.acquire_token_for_client(orders_default(tenant))))


@case("client credentials", "the second call")
def _(tenant):
    app = confidential(tenant, "daemon")
    first = token(app.acquire_token_for_client(orders_default(tenant)))
    with tenant.no_request():
        again = app.acquire_token_for_client(orders_default(tenant))
    assert (again["token_source"], again["access_token"]) == ("cache", first), again["token_source"]
    return "the token from its own cache, no request"


@case("client credentials", "wrong secret")
def _(tenant):
    result = confidential(tenant, "daemon", "not-the-secret").acquire_token_for_client(orders_default(tenant))
    return refused(result, "invalid_client", 7000215)


@case("client credentials", "certificate that is not registered")
def _(tenant):
    pem = strange_certificate()
    app = confidential(tenant, "daemon", {"private_key": pem, "public_certificate": pem})
    return refused(app.acquire_token_for_client(orders_default(tenant)), "invalid_client", 700027)


@case("client credentials", "registered certificate, signed with another key")
def _(tenant):
    thumbprint = sha1_thumbprint(tenant.certificate("daemon"))
    app = confidential(tenant, "daemon", {"private_key": strange_certificate(), "thumbprint": thumbprint})
    return refused(app.acquire_token_for_client(orders_default(tenant)), "invalid_client", 700027)


@case("client credentials", "unknown client")
def _(tenant):
    app = confidential(tenant, "daemon", client_id=NOBODY)
    return refused(app.acquire_token_for_client(orders_default(tenant)), "unauthorized_client", 700016)


@case("client credentials", "unknown resource")
def _(tenant):
    result = confidential(tenant, "daemon").acquire_token_for_client(["api://nowhere/.default"])
    return refused(result, "invalid_resource", 500011)


# Authorization code


@case("authorization code", "desktop app, PKCE")
def _(tenant):
    app = public(tenant)
    result = app.acquire_token_by_auth_code_flow(*sign_in(tenant, app, orders(tenant)))
    accepted = tenant.accepted_by("orders", token(result))
    claims, ada = result["id_token_claims"], tenant.user("ada")
    assert (claims["oid"], claims["preferred_username"], claims["tid"]) == (ada.oid, ada.upn, tenant.id), claims
    return accepted


@case("authorization code", "web app, secret and PKCE, form_post")
def _(tenant):
    app = confidential(tenant, "web")
    answer = sign_in(tenant, app, ["User.Read"], tenant.app("web").redirect_uris[0], "form_post")
    return tenant.accepted_by("graph", token(app.acquire_token_by_auth_code_flow(*answer)))


@case("authorization code", "code redeemed a second time")
def _(tenant):
    app = public(tenant)
    answer = sign_in(tenant, app, orders(tenant))
    token(app.acquire_token_by_auth_code_flow(*answer))
    return refused(app.acquire_token_by_auth_code_flow(*answer), "invalid_grant", 54005)


@case("authorization code", "code that was never issued")
def _(tenant):
    app = public(tenant)
    flow, answer = sign_in(tenant, app, orders(tenant))
    result = app.acquire_token_by_auth_code_flow(flow, {**answer, "code": "made-up"})
    return refused(result, "invalid_grant", 9002313)


@case("authorization code", "wrong code verifier")
def _(tenant):
    app = public(tenant)
    flow, answer = sign_in(tenant, app, orders(tenant))
    result = app.acquire_token_by_auth_code_flow({**flow, "code_verifier": "x" * 43}, answer)
    return refused(result, "invalid_grant", 501481)


@case("authorization code", "web app without its secret")
def _(tenant):
    app = public(tenant, "web")
    answer = sign_in(tenant, app, ["User.Read"], tenant.app("web").redirect_uris[0])
    return refused(app.acquire_token_by_auth_code_flow(*answer), "invalid_client", 7000218)


# Interactive: MSAL opens $BROWSER and listens on a loopback address


@case("interactive", "browser and loopback, form_post")
def _(tenant):
    result = public(tenant).acquire_token_interactive(orders(tenant), timeout=20)
    return tenant.accepted_by("orders", token(result))


@case("interactive", "the user goes back from the sign-in page")
def _(tenant):
    tenant.control.next_sign_in("cancel")
    result = public(tenant).acquire_token_interactive(orders(tenant), timeout=20)
    assert result["error"] == "access_denied", result
    return "`access_denied`"


@case("interactive", "the user declines consent")
def _(tenant):
    tenant.control.next_sign_in("decline_consent")
    result = public(tenant).acquire_token_interactive(["Files.Read"], timeout=20)
    assert result["error"] == "access_denied", result
    assert result["error_description"].startswith("AADSTS65004: "), result
    return "`access_denied`, AADSTS65004"


# Silent


@case("silent", "the same scope again")
def _(tenant):
    app, account = signed_in(tenant, orders(tenant))
    with tenant.no_request():
        result = app.acquire_token_silent(orders(tenant), account=account)
    assert result["token_source"] == "cache", result["token_source"]
    token(result)
    return "the token from its own cache, no request"


@case("silent", "forced refresh")
def _(tenant):
    app, account = signed_in(tenant, orders(tenant))
    result = app.acquire_token_silent(orders(tenant), account=account, force_refresh=True)
    assert result["token_source"] == "identity_provider", result["token_source"]
    assert tenant.control.journal()[-1] == "token refresh_token 200", tenant.control.journal()[-1]
    return tenant.accepted_by("orders", token(result))


@case("silent", "another API with the same refresh token")
def _(tenant):
    app, account = signed_in(tenant, orders(tenant))
    return tenant.accepted_by("graph", token(app.acquire_token_silent(["User.Read"], account=account)))


@case("silent", "a permission nobody consented to")
def _(tenant):
    app, account = signed_in(tenant, ["User.Read"])
    result = app.acquire_token_silent_with_error(["Mail.Read"], account=account)
    gets = refused(result, "invalid_grant", 65001, "consent_required")
    assert result["classification"] == "consent_required", result["classification"]
    return gets


@case("silent", "a permission after the user consented to it")
def _(tenant):
    app, account = signed_in(tenant, ["User.Read"])
    token(app.acquire_token_by_auth_code_flow(*sign_in(tenant, app, ["Calendars.Read"])))
    result = app.acquire_token_silent(["Calendars.Read"], account=account, force_refresh=True)
    assert "Calendars.Read" in result["scope"].split(), result["scope"]
    return tenant.accepted_by("graph", token(result))


@case("silent", "after the account was removed")
def _(tenant):
    app, account = signed_in(tenant, orders(tenant))
    app.remove_account(account)
    assert app.get_accounts() == [], app.get_accounts()
    with tenant.no_request():
        assert app.acquire_token_silent(orders(tenant), account=account) is None
    return "nothing: the user has to sign in"


# Scopes


def signs_in_then_finds_it_in_the_cache(tenant, api, scope):
    app, account = signed_in(tenant, [scope])
    with tenant.no_request():
        result = app.acquire_token_silent([scope], account=account)
    return tenant.accepted_by(api, token(result))


@case("scopes", "Graph, with its host")
def _(tenant):
    return signs_in_then_finds_it_in_the_cache(tenant, "graph", "https://graph.microsoft.com/User.Read")


@case("scopes", "an API with a trailing slash: double slash")
def _(tenant):
    scope = "https://management.core.windows.net//user_impersonation"
    return signs_in_then_finds_it_in_the_cache(tenant, "arm", scope)


@case("scopes", "an API without App ID URI: its GUID")
def _(tenant):
    vault = tenant.api("vault")
    return signs_in_then_finds_it_in_the_cache(tenant, "vault", f"{vault.app_id}/{vault.scopes[0]}")


@case("scopes", "an API that takes v1 tokens")
def _(tenant):
    scope = tenant.scope("payroll", tenant.api("payroll").scopes[0])
    return signs_in_then_finds_it_in_the_cache(tenant, "payroll", scope)


@case("refresh token", "brought along from elsewhere")
def _(tenant):
    app = public(tenant)
    before = app.acquire_token_by_auth_code_flow(*sign_in(tenant, app, orders(tenant)))
    result = public(tenant).acquire_token_by_refresh_token(before["refresh_token"], orders(tenant))
    return tenant.accepted_by("orders", token(result))


@case("refresh token", "not a refresh token")
def _(tenant):
    result = public(tenant).acquire_token_by_refresh_token("made-up", orders(tenant))
    return refused(result, "invalid_grant", 9002313)


# Device code


def start_device_flow(tenant, client_id=None):
    app = msal.PublicClientApplication(
        client_id or tenant.app("device").client_id, authority=tenant.authority, instance_discovery=False
    )
    return app, app.initiate_device_flow(["User.Read"])


@case("device code", "approved while the device polls")
def _(tenant):
    app, flow = start_device_flow(tenant.asking)
    control = tenant.asking.control
    threading.Timer(1, control.approve, (flow["user_code"], "ada")).start()
    give_up = time.time() + 30
    result = app.acquire_token_by_device_flow(flow, exit_condition=lambda _: time.time() > give_up)
    polls = [line for line in control.journal() if line.startswith("token device_code")]
    assert polls == ["token device_code 400", "token device_code 200"], polls
    return tenant.asking.accepted_by("graph", token(result))


@case("device code", "declined")
def _(tenant):
    app, flow = start_device_flow(tenant.asking)
    tenant.asking.control.decline(flow["user_code"])
    return refused(app.acquire_token_by_device_flow(flow), "authorization_declined", 700171)


@case("device code", "unknown client")
def _(tenant):
    _app, answer = start_device_flow(tenant, NOBODY)
    return refused(answer, "unauthorized_client", 700016)


# Username and password


def password_flow(tenant, user, scopes, password=None):
    tenant.needs_port_443()
    user = tenant.user(user)
    return public(tenant, "device").acquire_token_by_username_password(
        user.upn, password or user.password, scopes=scopes
    )


@case("username and password", "right password")
def _(tenant):
    return tenant.accepted_by("graph", token(password_flow(tenant, "ada", ["User.Read"])))


@case("username and password", "wrong password")
def _(tenant):
    return refused(password_flow(tenant, "ada", ["User.Read"], "not-hers"), "invalid_grant", 50126)


@case("username and password", "disabled user")
def _(tenant):
    return refused(password_flow(tenant, "disabled", ["User.Read"]), "invalid_grant", 50057)


@case("username and password", "a permission nobody consented to")
def _(tenant):
    result = password_flow(tenant, "ada", ["Mail.Read"])
    return refused(result, "invalid_grant", 65001, "consent_required")


# On behalf of


def assertion(tenant, scope):
    app = public(tenant)
    return token(app.acquire_token_by_auth_code_flow(*sign_in(tenant, app, [scope])))


@case("on behalf of", "middle tier calls Graph for the user")
def _(tenant):
    user_token = assertion(tenant, tenant.scope("middle-tier", "access_as_user"))
    result = confidential(tenant, "middle-tier").acquire_token_on_behalf_of(user_token, ["User.Read"])
    accepted = tenant.accepted_by("graph", token(result))
    assert result["id_token_claims"]["oid"] == tenant.user("ada").oid, result["id_token_claims"]
    return accepted


@case("on behalf of", "assertion meant for another API")
def _(tenant):
    user_token = assertion(tenant, tenant.scope("orders", "api.read"))
    result = confidential(tenant, "middle-tier").acquire_token_on_behalf_of(user_token, ["User.Read"])
    return refused(result, "invalid_grant", 500131)


@case("on behalf of", "a permission nobody consented to")
def _(tenant):
    user_token = assertion(tenant, tenant.scope("middle-tier", "access_as_user"))
    result = confidential(tenant, "middle-tier").acquire_token_on_behalf_of(user_token, ["Mail.Read"])
    return refused(result, "invalid_grant", 65001, "consent_required")


# What is too old. These move the world's clock, which doesn't go back: they come last.


@case("authorization code", "expired code")
def _(tenant):
    app = public(tenant)
    answer = sign_in(tenant, app, orders(tenant))
    tenant.control.advance("11m")
    return refused(app.acquire_token_by_auth_code_flow(*answer), "invalid_grant", 70008)


@case("device code", "expired code")
def _(tenant):
    app, flow = start_device_flow(tenant.asking)
    tenant.asking.control.advance("16m")
    return refused(app.acquire_token_by_device_flow(flow), "expired_token", 70020)


@case("silent", "expired refresh token")
def _(tenant):
    app, account = signed_in(tenant, orders(tenant))
    tenant.control.advance("91d")
    result = app.acquire_token_silent_with_error(orders(tenant), account=account, force_refresh=True)
    return refused(result, "invalid_grant", 700082, "bad_token")


if __name__ == "__main__":
    main("MSAL Python", msal.__version__)
