"""ADAL Python against the v1 endpoints: the library's last version, as an old application would use it."""

import uuid
from urllib.parse import urlencode

import adal

from support import NOBODY, case, main, sha1_thumbprint, strange_certificate


def context(tenant):
    return adal.AuthenticationContext(tenant.authority, validate_authority=False, api_version=None)


def payroll(tenant):
    return tenant.resource("payroll")


def graph(tenant):
    return tenant.resource("graph")


def refused(error, code, acquire, *arguments, suberror=None):
    """Checks a refusal as the application sees it; the words for the table."""
    try:
        acquire(*arguments)
    except adal.AdalError as problem:
        body = problem.error_response
        assert body, problem
        got = (body["error"], body.get("error_codes"), body.get("suberror"))
        assert got == (error, [code], suberror), f"{got}: {body.get('error_description')}"
        return f"`AdalError`: `{error}`, AADSTS{code}" + (f", suberror `{suberror}`" if suberror else "")
    raise AssertionError("a token was issued")


# Client credentials


def with_secret(tenant, resource, secret=None, client_id=None):
    app = tenant.app("legacy")
    return context(tenant).acquire_token_with_client_credentials, (
        resource,
        client_id or app.client_id,
        secret or app.secret,
    )


@case("client credentials", "secret")
def _(tenant):
    acquire, arguments = with_secret(tenant, payroll(tenant))
    return tenant.accepted_by("payroll", acquire(*arguments)["accessToken"])


@case("client credentials", "the second call")
def _(tenant):
    acquire, arguments = with_secret(tenant, payroll(tenant))
    first = acquire(*arguments)
    with tenant.no_request():
        again = acquire(*arguments)
    assert again["accessToken"] == first["accessToken"]
    return "the token from its own cache, no request"


@case("client credentials", "certificate, RS256 and x5t")
def _(tenant):
    pem = tenant.certificate("daemon")
    result = context(tenant).acquire_token_with_client_certificate(
        payroll(tenant), tenant.app("daemon").client_id, pem, sha1_thumbprint(pem)
    )
    return tenant.accepted_by("payroll", result["accessToken"])


@case("client credentials", "wrong secret")
def _(tenant):
    acquire, arguments = with_secret(tenant, payroll(tenant), secret="not-the-secret")
    return refused("invalid_client", 7000215, acquire, *arguments)


@case("client credentials", "certificate that is not registered")
def _(tenant):
    pem = strange_certificate()
    acquire = context(tenant).acquire_token_with_client_certificate
    arguments = payroll(tenant), tenant.app("daemon").client_id, pem, sha1_thumbprint(pem)
    return refused("invalid_client", 700027, acquire, *arguments)


@case("client credentials", "unknown client")
def _(tenant):
    acquire, arguments = with_secret(tenant, payroll(tenant), client_id=NOBODY)
    return refused("unauthorized_client", 700016, acquire, *arguments)


@case("client credentials", "unknown resource")
def _(tenant):
    acquire, arguments = with_secret(tenant, "https://nowhere.example")
    return refused("invalid_resource", 500011, acquire, *arguments)


# Authorization code and refresh token


def code(tenant):
    """The code with which the user comes back to the application."""
    app = tenant.app("legacy")
    query = {
        "response_type": "code",
        "client_id": app.client_id,
        "redirect_uri": app.redirect_uris[0],
        "resource": graph(tenant),
        "state": str(uuid.uuid4()),
    }
    answer = tenant.browser.open(f"{tenant.authority}/oauth2/authorize?{urlencode(query)}").params
    assert answer["state"] == query["state"], answer
    return answer["code"]


def redeem(tenant, authority, authorization_code, secret=None):
    app = tenant.app("legacy")
    return authority.acquire_token_with_authorization_code(
        authorization_code, app.redirect_uris[0], graph(tenant), app.client_id, secret or app.secret
    )


@case("authorization code", "web app, secret")
def _(tenant):
    result = redeem(tenant, context(tenant), code(tenant))
    assert result["userId"] == tenant.user("ada").upn, result["userId"]
    assert result["resource"] == graph(tenant), result["resource"]
    return tenant.accepted_by("graph", result["accessToken"])


@case("authorization code", "then silently from the cache")
def _(tenant):
    authority = context(tenant)
    first = redeem(tenant, authority, code(tenant))
    with tenant.no_request():
        client_id = tenant.app("legacy").client_id
        again = authority.acquire_token(graph(tenant), first["userId"], client_id)
    assert again["accessToken"] == first["accessToken"]
    return "the token from its own cache, no request"


@case("authorization code", "code redeemed a second time")
def _(tenant):
    authority, once = context(tenant), code(tenant)
    redeem(tenant, authority, once)
    return refused("invalid_grant", 54005, redeem, tenant, authority, once)


@case("authorization code", "code that was never issued")
def _(tenant):
    return refused("invalid_grant", 9002313, redeem, tenant, context(tenant), "made-up")


@case("authorization code", "wrong secret")
def _(tenant):
    return refused("invalid_client", 7000215, redeem, tenant, context(tenant), code(tenant), "not-the-secret")


def refresh(tenant, refresh_token, resource):
    app = tenant.app("legacy")
    return context(tenant).acquire_token_with_refresh_token(refresh_token, app.client_id, resource, app.secret)


@case("refresh token", "the same resource")
def _(tenant):
    first = redeem(tenant, context(tenant), code(tenant))
    result = refresh(tenant, first["refreshToken"], graph(tenant))
    return tenant.accepted_by("graph", result["accessToken"])


@case("refresh token", "not a refresh token")
def _(tenant):
    return refused("invalid_grant", 9002313, refresh, tenant, "made-up", graph(tenant))


# Device code


def ask_for_code(tenant):
    authority, client_id = context(tenant), tenant.app("device").client_id
    info = authority.acquire_user_code(graph(tenant), client_id)
    return info, authority.acquire_token_with_device_code, (graph(tenant), info, client_id)


@case("device code", "approved")
def _(tenant):
    info, acquire, arguments = ask_for_code(tenant.asking)
    tenant.asking.control.approve(info["user_code"], "ada")
    return tenant.asking.accepted_by("graph", acquire(*arguments)["accessToken"])


@case("device code", "declined")
def _(tenant):
    info, acquire, arguments = ask_for_code(tenant.asking)
    tenant.asking.control.decline(info["user_code"])
    return refused("authorization_declined", 700171, acquire, *arguments)


# Username and password


def sign_in(tenant, user, password=None):
    user = tenant.user(user)
    return context(tenant).acquire_token_with_username_password(
        graph(tenant), user.upn, password or user.password, tenant.app("device").client_id
    )


@case("username and password", "right password")
def _(tenant):
    result = sign_in(tenant, "ada")
    assert result["userId"] == tenant.user("ada").upn, result["userId"]
    return tenant.accepted_by("graph", result["accessToken"])


@case("username and password", "then silently for another resource")
def _(tenant):
    authority, client_id = context(tenant), tenant.app("device").client_id
    ada, orders = tenant.user("ada"), tenant.resource("orders")
    authority.acquire_token_with_username_password(graph(tenant), ada.upn, ada.password, client_id)
    result = authority.acquire_token(orders, ada.upn, client_id)
    assert tenant.control.journal()[-1] == "token refresh_token 200", tenant.control.journal()[-1]
    return tenant.accepted_by("orders", result["accessToken"])


@case("username and password", "wrong password")
def _(tenant):
    return refused("invalid_grant", 50126, sign_in, tenant, "ada", "not-hers")


@case("username and password", "disabled user")
def _(tenant):
    return refused("invalid_grant", 50057, sign_in, tenant, "disabled")


# What is too old. These move the world's clock, which doesn't go back: they come last.


@case("authorization code", "expired code")
def _(tenant):
    late = code(tenant)
    tenant.control.advance("11m")
    return refused("invalid_grant", 70008, redeem, tenant, context(tenant), late)


@case("device code", "expired code")
def _(tenant):
    _info, acquire, arguments = ask_for_code(tenant.asking)
    tenant.asking.control.advance("16m")
    return refused("code_expired", 70019, acquire, *arguments)


@case("refresh token", "expired refresh token")
def _(tenant):
    first = redeem(tenant, context(tenant), code(tenant))
    tenant.control.advance("91d")
    arguments = tenant, first["refreshToken"], graph(tenant)
    return refused("invalid_grant", 700082, refresh, *arguments, suberror="bad_token")


if __name__ == "__main__":
    main("ADAL Python", adal.__version__)
