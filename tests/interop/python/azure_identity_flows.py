"""azure-identity (Python) against the server: one credential per flow, as an application would use it."""

from urllib.parse import urlencode

import azure.identity
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import (
    AuthenticationRequiredError,
    AuthorizationCodeCredential,
    CertificateCredential,
    ClientSecretCredential,
    DeviceCodeCredential,
    InteractiveBrowserCredential,
    OnBehalfOfCredential,
    UsernamePasswordCredential,
)

from support import NOBODY, case, main, strange_certificate

FROM_CACHE = "the token from its own cache, no request"


def cloud(tenant):
    """How the documentation points a credential at another authority."""
    return {"tenant_id": tenant.id, "authority": tenant.origin, "disable_instance_discovery": True}


def refused(code, credential, *scopes):
    """Checks a refusal as the application sees it; the words for the table."""
    try:
        credential.get_token(*scopes)
    except AuthenticationRequiredError as error:
        body = error.response.json()
        assert body["error_codes"] == [code], body
        suberror = body.get("suberror")
        return f"`AuthenticationRequiredError`, AADSTS{code}" + (f", suberror `{suberror}`" if suberror else "")
    except ClientAuthenticationError as error:
        assert f"AADSTS{code}: " in error.message, error.message
        return f"`{type(error).__name__}`, AADSTS{code}"
    raise AssertionError("a token was issued")


def served_from_cache(tenant, credential, *scopes):
    first = credential.get_token(*scopes)
    with tenant.no_request():
        again = credential.get_token(*scopes)
    assert again.token == first.token
    return FROM_CACHE


def graph(tenant):
    return tenant.scope("graph", "User.Read")


def mail(tenant):
    return tenant.scope("graph", "Mail.Read")


# ClientSecretCredential, CertificateCredential


def daemon(tenant, secret=None, client_id=None):
    app = tenant.app("daemon")
    return ClientSecretCredential(
        client_id=client_id or app.client_id, client_secret=secret or app.secret, **cloud(tenant)
    )


def orders_default(tenant):
    return tenant.scope("orders", ".default")


@case("ClientSecretCredential", "secret")
def _(tenant):
    return tenant.accepted_by("orders", daemon(tenant).get_token(orders_default(tenant)).token)


@case("ClientSecretCredential", "the second call")
def _(tenant):
    return served_from_cache(tenant, daemon(tenant), orders_default(tenant))


@case("ClientSecretCredential", "wrong secret")
def _(tenant):
    return refused(7000215, daemon(tenant, "not-the-secret"), orders_default(tenant))


@case("ClientSecretCredential", "unknown client")
def _(tenant):
    return refused(700016, daemon(tenant, client_id=NOBODY), orders_default(tenant))


@case("ClientSecretCredential", "unknown resource")
def _(tenant):
    return refused(500011, daemon(tenant), "api://nowhere/.default")


@case("CertificateCredential", "certificate")
def _(tenant):
    app = tenant.app("daemon")
    credential = CertificateCredential(
        client_id=app.client_id, certificate_path=app.certificate_file, **cloud(tenant)
    )
    return tenant.accepted_by("orders", credential.get_token(orders_default(tenant)).token)


@case("CertificateCredential", "certificate with its chain")
def _(tenant):
    app = tenant.app("daemon")
    credential = CertificateCredential(
        client_id=app.client_id,
        certificate_path=app.certificate_file,
        send_certificate_chain=True,
        **cloud(tenant),
    )
    return tenant.accepted_by("orders", credential.get_token(orders_default(tenant)).token)


@case("CertificateCredential", "certificate that is not registered")
def _(tenant):
    credential = CertificateCredential(
        client_id=tenant.app("daemon").client_id,
        certificate_data=strange_certificate().encode(),
        **cloud(tenant),
    )
    return refused(700027, credential, orders_default(tenant))


# AuthorizationCodeCredential


def web_app(tenant, secret=None, code=None):
    """The web app's credential after the user came back from the authorize page with a code."""
    app = tenant.app("web")
    query = {
        "client_id": app.client_id,
        "response_type": "code",
        "redirect_uri": app.redirect_uris[0],
        "scope": f"openid offline_access {graph(tenant)}",
        "state": "interop",
    }
    answer = tenant.browser.open(f"{tenant.authority}/oauth2/v2.0/authorize?{urlencode(query)}").params
    assert answer["state"] == "interop", answer
    return AuthorizationCodeCredential(
        tenant_id=tenant.id,
        client_id=app.client_id,
        authorization_code=code or answer["code"],
        redirect_uri=app.redirect_uris[0],
        authority=tenant.origin,
        client_secret=secret or app.secret,
    )


@case("AuthorizationCodeCredential", "web app, secret")
def _(tenant):
    return tenant.accepted_by("graph", web_app(tenant).get_token(graph(tenant)).token)


@case("AuthorizationCodeCredential", "the second call")
def _(tenant):
    return served_from_cache(tenant, web_app(tenant), graph(tenant))


@case("AuthorizationCodeCredential", "claims that the cached token lacks, with the refresh token")
def _(tenant):
    credential = web_app(tenant)
    credential.get_token(graph(tenant))
    again = credential.get_token(graph(tenant), claims='{"access_token":{"xms_cc":{"values":["cp1"]}}}')
    assert tenant.control.journal()[-1] == "token refresh_token 200", tenant.control.journal()[-1]
    return tenant.accepted_by("graph", again.token)


@case("AuthorizationCodeCredential", "wrong secret")
def _(tenant):
    return refused(7000215, web_app(tenant, secret="not-the-secret"), graph(tenant))


@case("AuthorizationCodeCredential", "code that was never issued")
def _(tenant):
    return refused(9002313, web_app(tenant, code="made-up"), graph(tenant))


# InteractiveBrowserCredential


def desktop(tenant, **options):
    return InteractiveBrowserCredential(
        client_id=tenant.app("desktop").client_id, timeout=20, **cloud(tenant), **options
    )


@case("InteractiveBrowserCredential", "browser and loopback, form_post")
def _(tenant):
    return tenant.accepted_by("graph", desktop(tenant).get_token(graph(tenant)).token)


@case("InteractiveBrowserCredential", "the second call")
def _(tenant):
    return served_from_cache(tenant, desktop(tenant), graph(tenant))


@case("InteractiveBrowserCredential", "authentication record")
def _(tenant):
    record = desktop(tenant).authenticate(scopes=[graph(tenant)])
    ada = tenant.user("ada")
    got = (record.username, record.home_account_id, record.tenant_id, f"https://{record.authority}")
    assert got == (ada.upn, f"{ada.oid}.{tenant.id}", tenant.id, tenant.origin), got
    return "the user's name, home account and tenant"


@case("InteractiveBrowserCredential", "silently, a permission nobody consented to")
def _(tenant):
    credential = desktop(tenant, disable_automatic_authentication=True)
    credential.authenticate(scopes=[graph(tenant)])
    return refused(65001, credential, mail(tenant))


@case("InteractiveBrowserCredential", "the user declines consent")
def _(tenant):
    tenant.control.next_sign_in("decline_consent")
    return refused(65004, desktop(tenant), tenant.scope("graph", "Files.Read"))


# DeviceCodeCredential


def device(tenant, answer, client_id=None):
    """`answer` is what the user does on the other device when the code is shown."""
    return DeviceCodeCredential(
        client_id=client_id or tenant.app("device").client_id,
        timeout=30,
        prompt_callback=lambda _uri, user_code, _expires_on: answer(user_code),
        **cloud(tenant),
    )


def approved(tenant):
    return device(tenant, lambda user_code: tenant.control.approve(user_code, "ada"))


@case("DeviceCodeCredential", "approved")
def _(tenant):
    token = approved(tenant.asking).get_token(graph(tenant)).token
    return tenant.asking.accepted_by("graph", token)


@case("DeviceCodeCredential", "the second call")
def _(tenant):
    return served_from_cache(tenant.asking, approved(tenant.asking), graph(tenant))


@case("DeviceCodeCredential", "declined")
def _(tenant):
    return refused(700171, device(tenant.asking, tenant.asking.control.decline), graph(tenant))


@case("DeviceCodeCredential", "unknown client")
def _(tenant):
    return refused(700016, device(tenant.asking, tenant.asking.control.decline, client_id=NOBODY), graph(tenant))


# UsernamePasswordCredential


def password(tenant, wrong=None):
    tenant.needs_port_443()
    ada = tenant.user("ada")
    return UsernamePasswordCredential(
        client_id=tenant.app("device").client_id,
        username=ada.upn,
        password=wrong or ada.password,
        **cloud(tenant),
    )


@case("UsernamePasswordCredential", "right password")
def _(tenant):
    return tenant.accepted_by("graph", password(tenant).get_token(graph(tenant)).token)


@case("UsernamePasswordCredential", "the second call")
def _(tenant):
    return served_from_cache(tenant, password(tenant), graph(tenant))


@case("UsernamePasswordCredential", "wrong password")
def _(tenant):
    return refused(50126, password(tenant, "not-hers"), graph(tenant))


@case("UsernamePasswordCredential", "a permission nobody consented to")
def _(tenant):
    return refused(65001, password(tenant), mail(tenant))


# OnBehalfOfCredential


def middle_tier(tenant, api, scope, secret=None):
    """The middle tier, called by a desktop app with a token for `api`."""
    app = tenant.app("middle-tier")
    return OnBehalfOfCredential(
        client_id=app.client_id,
        client_secret=secret or app.secret,
        user_assertion=desktop(tenant).get_token(tenant.scope(api, scope)).token,
        **cloud(tenant),
    )


@case("OnBehalfOfCredential", "middle tier calls Graph for the user")
def _(tenant):
    credential = middle_tier(tenant, "middle-tier", "access_as_user")
    return tenant.accepted_by("graph", credential.get_token(graph(tenant)).token)


@case("OnBehalfOfCredential", "the second call")
def _(tenant):
    return served_from_cache(tenant, middle_tier(tenant, "middle-tier", "access_as_user"), graph(tenant))


@case("OnBehalfOfCredential", "assertion meant for another API")
def _(tenant):
    return refused(500131, middle_tier(tenant, "orders", "api.read"), graph(tenant))


@case("OnBehalfOfCredential", "a permission nobody consented to")
def _(tenant):
    return refused(65001, middle_tier(tenant, "middle-tier", "access_as_user"), mail(tenant))


@case("OnBehalfOfCredential", "wrong secret")
def _(tenant):
    credential = middle_tier(tenant, "middle-tier", "access_as_user", secret="not-the-secret")
    return refused(7000215, credential, graph(tenant))


# What is too old. These move the world's clock, which doesn't go back: they come last.


@case("AuthorizationCodeCredential", "expired code")
def _(tenant):
    credential = web_app(tenant)
    tenant.control.advance("11m")
    return refused(70008, credential, graph(tenant))


@case("InteractiveBrowserCredential", "silently, expired refresh token")
def _(tenant):
    credential = desktop(tenant, disable_automatic_authentication=True)
    credential.authenticate(scopes=[graph(tenant)])
    tenant.control.advance("91d")
    return refused(700082, credential, tenant.scope("orders", "api.read"))


if __name__ == "__main__":
    main("azure-identity", azure.identity.__version__)
