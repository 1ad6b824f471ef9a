// Our pages and msal-browser, as somebody at a browser meets them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { chromium } from "playwright-core";

const ready = JSON.parse(readFileSync(process.argv[2], "utf8"));
const app = (name) => ready.apps.find((a) => a.name === name);
const control = async (method, path, body) => {
  const answer = await fetch(`${ready.control}/${path}`, { method, body: body && JSON.stringify(body) });
  assert.equal(answer.ok, true, `${method} ${path}`);
  return answer.json();
};

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});
let passed = 0;
let failed = 0;

// A case in a fresh browser profile and a reset world. Errors on the console, such as violations of a page's content
// security policy, fail it.
async function check(name, { expected = /status of 40/, ...options }, body) {
  await control("POST", "world/reset");
  const context = await browser.newContext({ ignoreHTTPSErrors: true, ...options });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const errors = [];
  page.on("console", (m) => m.type() === "error" && errors.push(m.text()));
  page.on("pageerror", (e) => errors.push(String(e)));
  try {
    await body(page, context);
    // A browser reports every answer of 400 and up, and asks for an icon: neither is a fault of a page.
    assert.deepEqual(errors.filter((e) => !expected.test(e)), []);
    passed += 1;
    console.log(`passed   ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`failed   ${name}: ${String(error.message).split("\n").slice(0, 6).join(" | ")}`);
  }
  await context.close();
}

const callback = "http://localhost:5000/cb";
function authorizeUrl(extra = {}) {
  const url = new URL(`${ready.authority}/oauth2/v2.0/authorize`);
  const all = { client_id: app("web").client_id, response_type: "code", redirect_uri: callback, scope: "openid User.Read", state: "s", ...extra };
  for (const [name, value] of Object.entries(all)) url.searchParams.set(name, value);
  return url.href;
}

// Stands in for the app behind the redirect URI; `request` resolves when the browser gets there.
async function appAnswers(context) {
  let arrived;
  const request = new Promise((resolve) => { arrived = resolve; });
  await context.route("http://localhost:5000/**", (route) => {
    if (route.request().url().startsWith(callback)) arrived(route.request());
    return route.fulfill({ contentType: "text/html", body: "<title>the app</title>" });
  });
  return { request };
}

const isPage = (page, name) => page.waitForSelector(`body[data-page="${name}"]`);

// With Tab and Enter alone: from wherever the focus is to the control that matches.
async function tabTo(page, selector) {
  for (let i = 0; i < 40; i += 1) {
    if (await page.evaluate((s) => document.activeElement?.matches(s) ?? false, selector)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the keyboard does not reach ${selector}`);
}

async function signInByKeyboard(page, password) {
  await tabTo(page, 'input[name="login"]');
  await page.keyboard.press("Control+A");
  await page.keyboard.type("ada@contoso.example");
  await tabTo(page, 'input[name="passwd"]');
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
}

await check("sign-in and consent by keyboard", {}, async (page, context) => {
  const { request } = await appAnswers(context);
  await page.goto(authorizeUrl());
  await isPage(page, "sign-in");
  assert.equal(await page.getAttribute("html", "lang"), "en");
  await signInByKeyboard(page, "wrong");
  await page.waitForSelector('[role="alert"]');
  assert.match(await page.textContent('[role="alert"]'), /AADSTS50126/);
  await signInByKeyboard(page, "Pa55-ada!");
  await isPage(page, "consent");
  await tabTo(page, 'button[value="accept"]');
  await page.keyboard.press("Enter");
  const url = new URL((await request).url());
  assert.ok(url.searchParams.get("code"));
  assert.equal(url.searchParams.get("state"), "s");
});

await check("sign-in and consent with scripts switched off in the browser", { javaScriptEnabled: false }, async (page, context) => {
  const { request } = await appAnswers(context);
  await page.goto(authorizeUrl({ response_mode: "form_post" }));
  await page.fill('input[name="login"]', "ada@contoso.example");
  await page.fill('input[name="passwd"]', "Pa55-ada!");
  await page.click('button[value="sign_in"]');
  await page.click('button[value="accept"]');
  await page.click('input[type="submit"]');
  const posted = await request;
  assert.equal(posted.method(), "POST");
  assert.ok(new URLSearchParams(posted.postData()).get("code"));
});

await check("form_post posts itself", {}, async (page, context) => {
  await control("POST", "sign-in/next", { user: "ada" });
  const { request } = await appAnswers(context);
  await page.goto(authorizeUrl({ response_mode: "form_post" })).catch(() => {});
  assert.equal((await request).method(), "POST");
});

await check("declined consent and going back reach the app", {}, async (page, context) => {
  const { request } = await appAnswers(context);
  await page.goto(authorizeUrl());
  await signInByKeyboard(page, "Pa55-ada!");
  await isPage(page, "consent");
  await page.click('button[value="decline"]');
  const url = new URL((await request).url());
  assert.equal(url.searchParams.get("error"), "access_denied");
  assert.match(url.searchParams.get("error_description"), /AADSTS65004/);
});

await check("an error page explains itself", {}, async (page) => {
  await page.goto(authorizeUrl({ redirect_uri: "https://evil.example/cb" }));
  await isPage(page, "error");
  const text = await page.textContent("main");
  for (const part of ["AADSTS50011", "redirect_uri.registered", callback]) assert.ok(text.includes(part), part);
});

await check("a device is approved", {}, async (page) => {
  const body = new URLSearchParams({ client_id: app("device").client_id, scope: "User.Read" });
  const started = await (await fetch(`${ready.authority}/oauth2/v2.0/devicecode`, { method: "POST", body })).json();
  await page.goto(started.verification_uri);
  await page.fill('input[name="user_code"]', started.user_code.toLowerCase());
  await page.keyboard.press("Enter");
  await isPage(page, "sign-in");
  await signInByKeyboard(page, "Pa55-ada!");
  await isPage(page, "device-confirm");
  await page.click('button[value="continue"]');
  await isPage(page, "device-done");
  const poll = new URLSearchParams({ grant_type: "device_code", client_id: app("device").client_id, device_code: started.device_code });
  const tokens = await (await fetch(`${ready.authority}/oauth2/v2.0/token`, { method: "POST", body: poll })).json();
  assert.ok(tokens.access_token);
});

// A single-page app with an unmodified msal-browser.
const msal = join(dirname(createRequire(import.meta.url).resolve("@azure/msal-browser/package.json")), "lib/msal-browser.js");
const html = `<!doctype html><title>spa</title><link rel="icon" href="data:,"><script src="/msal.js"></script><script>
  window.pca = new msal.PublicClientApplication({ auth: { clientId: ${JSON.stringify(app("spa").client_id)},
    authority: ${JSON.stringify(ready.authority)}, knownAuthorities: [${JSON.stringify(new URL(ready.origin).host)}],
    redirectUri: location.origin + "/" }, cache: { cacheLocation: "localStorage" } });
  window.started = pca.initialize().then(() => pca.handleRedirectPromise()).then((result) => { window.result = result; window.ready = true; });
</script>`;
const site = createServer((request, response) => {
  const script = request.url === "/msal.js";
  response.setHeader("content-type", script ? "text/javascript" : "text/html");
  response.end(script ? readFileSync(msal) : html);
});
await new Promise((resolve) => { site.listen(0, "127.0.0.1", resolve); });
const spa = `http://localhost:${site.address().port}/`;
const tokenRequests = async () => (await control("GET", "journal?endpoint=token")).exchanges.length;

await check("msal-browser signs in, caches, refreshes, calls an API and signs out", {}, async (page) => {
  await page.goto(spa);
  await page.waitForFunction("window.ready");
  await page.evaluate(() => { pca.loginRedirect({ scopes: ["User.Read"] }); });
  await isPage(page, "sign-in");
  await signInByKeyboard(page, "Pa55-ada!");
  await isPage(page, "consent");
  await page.click('button[value="accept"]');
  await page.waitForFunction("window.ready && pca.getAllAccounts().length === 1");
  assert.equal(await page.evaluate("pca.getAllAccounts()[0].username"), "ada@contoso.example");
  const silent = (force) => page.evaluate((forceRefresh) =>
    pca.acquireTokenSilent({ scopes: ["User.Read"], account: pca.getAllAccounts()[0], forceRefresh }), force);
  const before = await tokenRequests();
  const cached = await silent(false);
  assert.equal(cached.fromCache, true);
  assert.equal(await tokenRequests(), before);
  const refreshed = await silent(true);
  assert.equal(refreshed.fromCache, false);
  assert.equal(await tokenRequests(), before + 1);
  const me = await page.evaluate(async ([url, token]) =>
    (await fetch(url, { headers: { Authorization: `Bearer ${token}` } })).json(), [`${ready.origin}/v1.0/me`, refreshed.accessToken]);
  assert.equal(me.userPrincipalName, "ada@contoso.example");
  await page.evaluate(() => { pca.logoutRedirect({ account: pca.getAllAccounts()[0] }); });
  await page.waitForFunction("window.ready && pca.getAllAccounts().length === 0");
  assert.deepEqual((await control("GET", "sessions")).sessions, []);
});

await check("a page cannot redeem what was issued to a web app, nor read why", { expected: /CORS policy|ERR_FAILED/ }, async (page) => {
  await control("POST", "sign-in/next", { user: "ada" });
  const issued = await fetch(authorizeUrl(), { redirect: "manual" });
  const code = new URL(issued.headers.get("location")).searchParams.get("code");
  await page.goto(spa);
  const outcome = await page.evaluate(async ([url, form]) =>
    fetch(url, { method: "POST", body: new URLSearchParams(form) }).then((a) => a.json(), (e) => String(e)),
  [`${ready.authority}/oauth2/v2.0/token`, { grant_type: "authorization_code", client_id: app("web").client_id, code, redirect_uri: callback }]);
  assert.match(outcome, /Failed to fetch/);
  const { exchanges } = await control("GET", "journal?endpoint=token");
  assert.equal(exchanges.at(-1).code, 9002326);
});

site.close();
await browser.close();
console.log(`${passed} passed, ${failed} failed, 0 skipped`);
process.exit(failed === 0 ? 0 : 1);
