// MSAL Node against the server: one small program per flow, as an application would write it.

import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import {
  AuthError,
  ConfidentialClientApplication,
  CryptoProvider,
  InteractionRequiredAuthError,
  PublicClientApplication,
  version,
} from "@azure/msal-node";

import { Browser } from "./browser.mjs";
import { NOBODY, main, strangeKey, test } from "./support.mjs";

const LOOPBACK = "http://localhost";

function authOf(tenant, clientId) {
  return { clientId, authority: tenant.authority, knownAuthorities: [tenant.host] };
}

function publicApp(tenant, app = "desktop") {
  return new PublicClientApplication({ auth: authOf(tenant, tenant.app(app).client_id) });
}

function confidentialApp(tenant, app, { clientId, ...credential } = {}) {
  const registration = tenant.app(app);
  const proof = Object.keys(credential).length ? credential : { clientSecret: registration.secret };
  return new ConfidentialClientApplication({
    auth: { ...authOf(tenant, clientId ?? registration.client_id), ...proof },
  });
}

// Checks a refusal as the application sees it; the words for the table.
async function refused(action, kind, { error, code, suberror = "" }) {
  let caught;
  try {
    await action();
  } catch (problem) {
    caught = problem;
  }
  assert.ok(caught, "a token was issued");
  assert.ok(caught instanceof AuthError, caught.stack);
  const got = { kind: caught.name, error: caught.errorCode, code: Number(caught.errorNo), suberror: caught.subError };
  assert.deepEqual(got, { kind, error, code, suberror }, `${JSON.stringify(got)}: ${caught.errorMessage}`);
  return `\`${kind}\`: \`${error}\`, AADSTS${code}` + (suberror && `, suberror \`${suberror}\``);
}

// The authorization code flow up to the code; returns the request that redeems it.
async function signIn(tenant, app, scopes, redirectUri = LOOPBACK) {
  const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
  const url = await app.getAuthCodeUrl({
    scopes,
    redirectUri,
    codeChallenge: challenge,
    codeChallengeMethod: "S256",
  });
  const { params } = await tenant.browser.open(url);
  const code = params.get("code");
  assert.ok(code, `no code came back: ${params}`);
  return { scopes, redirectUri, code, codeVerifier: verifier, clientInfo: params.get("client_info") };
}

// A public client in which ada has signed in, and her account.
async function signedIn(tenant, scopes) {
  const app = publicApp(tenant);
  const { account } = await app.acquireTokenByCode(await signIn(tenant, app, scopes));
  return { app, account };
}

const orders = (tenant) => [tenant.scope("orders", "api.read")];
const ordersDefault = (tenant) => [tenant.scope("orders", ".default")];

// Client credentials

test("client credentials", "secret", async (tenant) => {
  const app = confidentialApp(tenant, "daemon");
  const result = await app.acquireTokenByClientCredential({ scopes: ordersDefault(tenant) });
  return tenant.acceptedBy("orders", result.accessToken);
});

test("client credentials", "certificate, PS256 and x5t#S256", async (tenant) => {
  const { privateKey, sha256: thumbprintSha256 } = tenant.certificate("daemon");
  const app = confidentialApp(tenant, "daemon", { clientCertificate: { privateKey, thumbprintSha256 } });
  const result = await app.acquireTokenByClientCredential({ scopes: ordersDefault(tenant) });
  return tenant.acceptedBy("orders", result.accessToken);
});

test("client credentials", "certificate, RS256 and x5t", async (tenant) => {
  const { privateKey, sha1: thumbprint } = tenant.certificate("daemon");
  const app = confidentialApp(tenant, "daemon", { clientCertificate: { privateKey, thumbprint } });
  const result = await app.acquireTokenByClientCredential({ scopes: ordersDefault(tenant) });
  return tenant.acceptedBy("orders", result.accessToken);
});

test("client credentials", "the second call", async (tenant) => {
  const app = confidentialApp(tenant, "daemon");
  const ask = () => app.acquireTokenByClientCredential({ scopes: ordersDefault(tenant) });
  const first = await ask();
  const again = await tenant.noRequest(ask);
  assert.deepEqual([again.fromCache, again.accessToken], [true, first.accessToken]);
  return "the token from its own cache, no request";
});

test("client credentials", "wrong secret", (tenant) => {
  const app = confidentialApp(tenant, "daemon", { clientSecret: "not-the-secret" });
  const ask = () => app.acquireTokenByClientCredential({ scopes: ordersDefault(tenant) });
  return refused(ask, "ServerError", { error: "invalid_client", code: 7000215 });
});

test("client credentials", "certificate that is not registered", (tenant) => {
  const clientCertificate = { privateKey: strangeKey(), thumbprintSha256: "ab".repeat(32) };
  const app = confidentialApp(tenant, "daemon", { clientCertificate });
  const ask = () => app.acquireTokenByClientCredential({ scopes: ordersDefault(tenant) });
  return refused(ask, "ServerError", { error: "invalid_client", code: 700027 });
});

test("client credentials", "registered certificate, signed with another key", (tenant) => {
  const { sha256: thumbprintSha256 } = tenant.certificate("daemon");
  const app = confidentialApp(tenant, "daemon", { clientCertificate: { privateKey: strangeKey(), thumbprintSha256 } });
  const ask = () => app.acquireTokenByClientCredential({ scopes: ordersDefault(tenant) });
  return refused(ask, "ServerError", { error: "invalid_client", code: 700027 });
});

test("client credentials", "unknown client", (tenant) => {
  const app = confidentialApp(tenant, "daemon", { clientId: NOBODY });
  const ask = () => app.acquireTokenByClientCredential({ scopes: ordersDefault(tenant) });
  return refused(ask, "ServerError", { error: "unauthorized_client", code: 700016 });
});

test("client credentials", "unknown resource", (tenant) => {
  const app = confidentialApp(tenant, "daemon");
  const ask = () => app.acquireTokenByClientCredential({ scopes: ["api://nowhere/.default"] });
  return refused(ask, "ServerError", { error: "invalid_resource", code: 500011 });
});

// Authorization code

test("authorization code", "desktop app, PKCE", async (tenant) => {
  const app = publicApp(tenant);
  const result = await app.acquireTokenByCode(await signIn(tenant, app, orders(tenant)));
  const ada = tenant.user("ada");
  assert.deepEqual(
    [result.account.username, result.account.homeAccountId, result.tenantId, result.uniqueId],
    [ada.upn, `${ada.oid}.${tenant.id}`, tenant.id, ada.oid],
  );
  return tenant.acceptedBy("orders", result.accessToken);
});

test("authorization code", "web app, secret and PKCE", async (tenant) => {
  const app = confidentialApp(tenant, "web");
  const request = await signIn(tenant, app, ["User.Read"], tenant.app("web").redirect_uris[0]);
  const result = await app.acquireTokenByCode(request);
  return tenant.acceptedBy("graph", result.accessToken);
});

test("authorization code", "code redeemed a second time", async (tenant) => {
  const app = publicApp(tenant);
  const request = await signIn(tenant, app, orders(tenant));
  await app.acquireTokenByCode(request);
  return refused(() => app.acquireTokenByCode(request), "ServerError", { error: "invalid_grant", code: 54005 });
});

test("authorization code", "code that was never issued", async (tenant) => {
  const app = publicApp(tenant);
  const request = { ...(await signIn(tenant, app, orders(tenant))), code: "made-up" };
  return refused(() => app.acquireTokenByCode(request), "ServerError", { error: "invalid_grant", code: 9002313 });
});

test("authorization code", "wrong code verifier", async (tenant) => {
  const app = publicApp(tenant);
  const request = { ...(await signIn(tenant, app, orders(tenant))), codeVerifier: "x".repeat(43) };
  return refused(() => app.acquireTokenByCode(request), "ServerError", { error: "invalid_grant", code: 501481 });
});

test("authorization code", "web app without its secret", async (tenant) => {
  const app = publicApp(tenant, "web");
  const request = await signIn(tenant, app, ["User.Read"], tenant.app("web").redirect_uris[0]);
  return refused(() => app.acquireTokenByCode(request), "ServerError", { error: "invalid_client", code: 7000218 });
});

// Interactive: MSAL opens a browser, of somebody who has not signed in yet, and listens on a loopback address

function interactive(tenant, scopes) {
  const browser = new Browser();
  const openBrowser = async (url) => browser.deliver(await browser.open(url));
  return publicApp(tenant).acquireTokenInteractive({ scopes, openBrowser });
}

test("interactive", "browser and loopback, form_post", async (tenant) => {
  const result = await interactive(tenant, orders(tenant));
  return tenant.acceptedBy("orders", result.accessToken);
});

test("interactive", "the user goes back from the sign-in page", async (tenant) => {
  await tenant.control.nextSignIn("cancel");
  await assert.rejects(interactive(tenant, orders(tenant)), { name: "ServerError", errorCode: "access_denied" });
  return "`ServerError`: `access_denied`";
});

test("interactive", "the user declines consent", async (tenant) => {
  await tenant.control.nextSignIn("decline_consent");
  const wanted = { name: "ServerError", errorCode: "access_denied", errorMessage: /^AADSTS65004: / };
  await assert.rejects(interactive(tenant, ["Files.Read"]), wanted);
  return "`ServerError`: `access_denied`, AADSTS65004";
});

// Silent

test("silent", "the same scope again", async (tenant) => {
  const { app, account } = await signedIn(tenant, orders(tenant));
  const result = await tenant.noRequest(() => app.acquireTokenSilent({ scopes: orders(tenant), account }));
  assert.equal(result.fromCache, true);
  return "the token from its own cache, no request";
});

test("silent", "forced refresh", async (tenant) => {
  const { app, account } = await signedIn(tenant, orders(tenant));
  const result = await app.acquireTokenSilent({ scopes: orders(tenant), account, forceRefresh: true });
  assert.equal(result.fromCache, false);
  assert.equal((await tenant.control.journal()).at(-1), "token refresh_token 200");
  return tenant.acceptedBy("orders", result.accessToken);
});

test("silent", "another API with the same refresh token", async (tenant) => {
  const { app, account } = await signedIn(tenant, orders(tenant));
  const result = await app.acquireTokenSilent({ scopes: ["User.Read"], account });
  return tenant.acceptedBy("graph", result.accessToken);
});

test("silent", "a permission nobody consented to", async (tenant) => {
  const { app, account } = await signedIn(tenant, ["User.Read"]);
  const ask = () => app.acquireTokenSilent({ scopes: ["Mail.Read"], account });
  const wanted = { error: "invalid_grant", code: 65001, suberror: "consent_required" };
  return refused(ask, InteractionRequiredAuthError.name, wanted);
});

test("silent", "a permission after the user consented to it", async (tenant) => {
  const { app, account } = await signedIn(tenant, ["User.Read"]);
  await app.acquireTokenByCode(await signIn(tenant, app, ["Calendars.Read"]));
  const result = await app.acquireTokenSilent({ scopes: ["Calendars.Read"], account, forceRefresh: true });
  assert.ok(result.scopes.includes("Calendars.Read"), `${result.scopes}`);
  return tenant.acceptedBy("graph", result.accessToken);
});

test("silent", "after the account was removed", async (tenant) => {
  const { app, account } = await signedIn(tenant, orders(tenant));
  await app.getTokenCache().removeAccount(account);
  assert.deepEqual(await app.getTokenCache().getAllAccounts(), []);
  await tenant.noRequest(() =>
    assert.rejects(app.acquireTokenSilent({ scopes: orders(tenant), account }), { errorCode: "no_tokens_found" }),
  );
  return "`InteractionRequiredAuthError`: `no_tokens_found`, no request";
});

// Scopes

async function signsInThenFindsItInTheCache(tenant, api, scope) {
  const { app, account } = await signedIn(tenant, [scope]);
  const result = await tenant.noRequest(() => app.acquireTokenSilent({ scopes: [scope], account }));
  return tenant.acceptedBy(api, result.accessToken);
}

test("scopes", "Graph, with its host", (tenant) =>
  signsInThenFindsItInTheCache(tenant, "graph", "https://graph.microsoft.com/User.Read"),
);

test("scopes", "an API with a trailing slash: double slash", (tenant) =>
  signsInThenFindsItInTheCache(tenant, "arm", "https://management.core.windows.net//user_impersonation"),
);

test("scopes", "an API without App ID URI: its GUID", (tenant) => {
  const { app_id, scopes } = tenant.api("vault");
  return signsInThenFindsItInTheCache(tenant, "vault", `${app_id}/${scopes[0]}`);
});

test("scopes", "an API that takes v1 tokens", (tenant) =>
  signsInThenFindsItInTheCache(tenant, "payroll", tenant.scope("payroll", tenant.api("payroll").scopes[0])),
);

test("refresh token", "brought along from elsewhere", async (tenant) => {
  const { app } = await signedIn(tenant, orders(tenant));
  const [{ secret }] = Object.values(JSON.parse(app.getTokenCache().serialize()).RefreshToken);
  const request = { refreshToken: secret, scopes: orders(tenant) };
  const result = await publicApp(tenant).acquireTokenByRefreshToken(request);
  return tenant.acceptedBy("orders", result.accessToken);
});

test("refresh token", "not a refresh token", (tenant) => {
  const ask = () => publicApp(tenant).acquireTokenByRefreshToken({ refreshToken: "made-up", scopes: orders(tenant) });
  return refused(ask, "ServerError", { error: "invalid_grant", code: 9002313 });
});

// Device code

// `answer` is what the user does on the other device when the code is shown.
function deviceFlow(tenant, answer) {
  const app = publicApp(tenant, "device");
  return new Promise((resolve, reject) => {
    const deviceCodeCallback = ({ userCode }) => answer(userCode).catch(reject);
    app.acquireTokenByDeviceCode({ scopes: ["User.Read"], timeout: 30, deviceCodeCallback }).then(resolve, reject);
  });
}

test("device code", "approved while the device polls", async ({ asking }) => {
  const result = await deviceFlow(asking, async (code) => {
    await setTimeout(1000);
    await asking.control.approve(code, "ada");
  });
  const polls = (await asking.control.journal()).filter((line) => line.startsWith("token device_code"));
  assert.deepEqual(polls, ["token device_code 400", "token device_code 200"]);
  return asking.acceptedBy("graph", result.accessToken);
});

test("device code", "declined", async ({ asking }) => {
  const answer = deviceFlow(asking, (code) => asking.control.decline(code));
  await assert.rejects(answer, { errorCode: "post_request_failed", errorMessage: "authorization_declined" });
  return "`AuthError`: `post_request_failed`, `authorization_declined`";
});

// Username and password

function password(tenant, user, scopes, wrong) {
  const { upn, password: right } = tenant.user(user);
  const request = { scopes, username: upn, password: wrong ?? right };
  return () => publicApp(tenant, "device").acquireTokenByUsernamePassword(request);
}

test("username and password", "right password", async (tenant) => {
  const result = await password(tenant, "ada", ["User.Read"])();
  return tenant.acceptedBy("graph", result.accessToken);
});

test("username and password", "wrong password", (tenant) =>
  refused(password(tenant, "ada", ["User.Read"], "not-hers"), "ServerError", { error: "invalid_grant", code: 50126 }),
);

test("username and password", "disabled user", (tenant) =>
  refused(password(tenant, "disabled", ["User.Read"]), "ServerError", { error: "invalid_grant", code: 50057 }),
);

test("username and password", "a permission nobody consented to", (tenant) => {
  const wanted = { error: "invalid_grant", code: 65001, suberror: "consent_required" };
  return refused(password(tenant, "ada", ["Mail.Read"]), InteractionRequiredAuthError.name, wanted);
});

// On behalf of

async function assertion(tenant, api, name) {
  const app = publicApp(tenant);
  const result = await app.acquireTokenByCode(await signIn(tenant, app, [tenant.scope(api, name)]));
  return result.accessToken;
}

test("on behalf of", "middle tier calls Graph for the user", async (tenant) => {
  const oboAssertion = await assertion(tenant, "middle-tier", "access_as_user");
  const result = await confidentialApp(tenant, "middle-tier").acquireTokenOnBehalfOf({
    oboAssertion,
    scopes: ["User.Read"],
  });
  assert.equal(result.uniqueId, tenant.user("ada").oid);
  return tenant.acceptedBy("graph", result.accessToken);
});

test("on behalf of", "the second call", async (tenant) => {
  const oboAssertion = await assertion(tenant, "middle-tier", "access_as_user");
  const app = confidentialApp(tenant, "middle-tier");
  const ask = () => app.acquireTokenOnBehalfOf({ oboAssertion, scopes: ["User.Read"] });
  const first = await ask();
  const again = await tenant.noRequest(ask);
  assert.deepEqual([again.fromCache, again.accessToken], [true, first.accessToken]);
  return "the token from its own cache, no request";
});

test("on behalf of", "assertion meant for another API", async (tenant) => {
  const oboAssertion = await assertion(tenant, "orders", "api.read");
  const app = confidentialApp(tenant, "middle-tier");
  const ask = () => app.acquireTokenOnBehalfOf({ oboAssertion, scopes: ["User.Read"] });
  return refused(ask, "ServerError", { error: "invalid_grant", code: 500131 });
});

test("on behalf of", "a permission nobody consented to", async (tenant) => {
  const oboAssertion = await assertion(tenant, "middle-tier", "access_as_user");
  const app = confidentialApp(tenant, "middle-tier");
  const ask = () => app.acquireTokenOnBehalfOf({ oboAssertion, scopes: ["Mail.Read"] });
  const wanted = { error: "invalid_grant", code: 65001, suberror: "consent_required" };
  return refused(ask, InteractionRequiredAuthError.name, wanted);
});

// What is too old. These move the world's clock, which doesn't go back: they come last.

test("authorization code", "expired code", async (tenant) => {
  const app = publicApp(tenant);
  const request = await signIn(tenant, app, orders(tenant));
  await tenant.control.advance("11m");
  return refused(() => app.acquireTokenByCode(request), "ServerError", { error: "invalid_grant", code: 70008 });
});

test("device code", "expired code", async ({ asking }) => {
  const answer = deviceFlow(asking, () => asking.control.advance("16m"));
  await assert.rejects(answer, { errorCode: "post_request_failed", errorMessage: "expired_token" });
  return "`AuthError`: `post_request_failed`, `expired_token`";
});

test("silent", "expired refresh token", async (tenant) => {
  const { app, account } = await signedIn(tenant, orders(tenant));
  await tenant.control.advance("91d");
  const ask = () => app.acquireTokenSilent({ scopes: orders(tenant), account, forceRefresh: true });
  const wanted = { error: "invalid_grant", code: 700082, suberror: "bad_token" };
  return refused(ask, InteractionRequiredAuthError.name, wanted);
});

await main("MSAL Node", version);
