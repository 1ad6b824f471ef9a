// What an application does with MSAL Node. It runs twice: recorded, in front of a world, and replayed, alone.
//
// Only while it is recorded there is a world to drive: PRETENANT_WORLD is its control API. The secrets that went over
// the wire go to the file PRETENANT_SECRETS.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import {
  ConfidentialClientApplication,
  CryptoProvider,
  InteractionRequiredAuthError,
  PublicClientApplication,
  version,
} from "@azure/msal-node";

import { Browser } from "./browser.mjs";

const { PRETENANT_ORIGIN: origin, PRETENANT_AUTHORITY: authority, PRETENANT_WORLD: worldUrl } = process.env;
const [desktop, device, daemonId] = [1, 2, 5].map((n) => `c0000000-0000-0000-0000-00000000000${n}`);
const graphDefault = "https://graph.microsoft.com/.default";
// A replay does not check it: it gets what the recorded one got.
const rightSecret = worldUrl ? "daemon-secret" : "not the recorded secret";
const secrets = ["daemon-secret", "a-wrong-secret"];

async function world(method, path, body) {
  const headers = { "content-type": "application/json" };
  const reply = await fetch(`${worldUrl}/${path}`, { method, headers, body: JSON.stringify(body) });
  assert.ok(reply.ok, await reply.text());
}

async function graph(path, result) {
  for (const token of [result.accessToken, result.idToken]) {
    if (token) secrets.push(token, token.split(".").at(-1));
  }
  const reply = await fetch(`${origin}/v1.0${path}`, { headers: { authorization: `Bearer ${result.accessToken}` } });
  const text = await reply.text();
  assert.equal(reply.status, 200, `${path}: ${text}`);
  return JSON.parse(text);
}

const authOf = (clientId) => ({ clientId, authority, knownAuthorities: [new URL(origin).host] });
const daemon = (clientSecret) => new ConfidentialClientApplication({ auth: { ...authOf(daemonId), clientSecret } });
const publicApp = (clientId) => new PublicClientApplication({ auth: authOf(clientId) });

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return port;
}

// Client credentials, and a refusal
const users = await graph("/users", await daemon(rightSecret).acquireTokenByClientCredential({ scopes: [graphDefault] }));
assert.ok(users.value.some((user) => user.userPrincipalName === "ada@contoso.example"));
const wrong = daemon("a-wrong-secret").acquireTokenByClientCredential({ scopes: ["api://orders/.default"] });
await assert.rejects(wrong, { errorCode: "invalid_client", errorNo: 7000215 });

// Authorization code, in two response modes, with a browser; MSAL compares state and nonce
let app;
for (const responseMode of ["query", "form_post"]) {
  app = publicApp(desktop);
  const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
  const redirectUri = `http://localhost:${await freePort()}`;
  const [state, nonce] = [crypto.randomUUID(), crypto.randomUUID()];
  const request = { scopes: ["User.Read"], redirectUri, state, nonce };
  const asked = { ...request, responseMode, codeChallenge: challenge, codeChallengeMethod: "S256" };
  const answer = await new Browser().open(await app.getAuthCodeUrl(asked));
  const code = answer.params.get("code");
  assert.equal(answer.params.get("state"), state);
  assert.equal(answer.redirectUri.replace(/\/$/, ""), redirectUri);
  secrets.push(code, verifier);
  const redeem = { ...request, code, codeVerifier: verifier, clientInfo: answer.params.get("client_info") };
  const result = await app.acquireTokenByCode(redeem, { code, state: answer.params.get("state"), nonce });
  assert.equal((await graph("/me", result)).userPrincipalName, "ada@contoso.example");
}

// Silent: from the cache, refreshed, and refused
const [account] = await app.getTokenCache().getAllAccounts();
assert.equal(account.username, "ada@contoso.example");
assert.equal((await app.acquireTokenSilent({ scopes: ["User.Read"], account })).fromCache, true);
const refreshed = await app.acquireTokenSilent({ scopes: ["User.Read"], account, forceRefresh: true });
assert.equal(refreshed.fromCache, false);
await graph("/me", refreshed);
secrets.push(...Object.values(JSON.parse(app.getTokenCache().serialize()).RefreshToken).map(({ secret }) => secret));
const silent = app.acquireTokenSilent({ scopes: ["Mail.Read"], account });
await assert.rejects(silent, (error) => {
  assert.ok(error instanceof InteractionRequiredAuthError, error.stack);
  assert.deepEqual([error.errorNo, error.subError], [65001, "consent_required"]);
  return true;
});

// Device code, approved while the device polls
if (worldUrl) await world("PATCH", "settings", { sign_in: "ask" });
const approved = await publicApp(device).acquireTokenByDeviceCode({
  scopes: ["User.Read"],
  timeout: 30,
  deviceCodeCallback: async ({ userCode, deviceCode, message, verificationUri }) => {
    secrets.push(userCode, deviceCode);
    assert.ok(message.includes(userCode) && verificationUri.startsWith(origin), message);
    await setTimeout(1000);
    if (worldUrl) await world("POST", `device-codes/${userCode}/approve`, { user: "ada" });
  },
});
await graph("/me", approved);

// A call without a token
const refused = await fetch(`${origin}/v1.0/me`);
assert.equal(refused.status, 401);
assert.match(refused.headers.get("www-authenticate"), /^Bearer /);

const { PRETENANT_SECRETS: file } = process.env;
if (file) writeFileSync(file, secrets.filter(Boolean).join("\n") + "\n");
console.log(JSON.stringify({ client: "MSAL Node", version, recorded: Boolean(worldUrl) }));
