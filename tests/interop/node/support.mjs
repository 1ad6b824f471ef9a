// What the client programs share: the running server, its control API, cases and their results.

import assert from "node:assert/strict";
import { X509Certificate, createPrivateKey, generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";

import { Browser } from "./browser.mjs";

export const NOBODY = "00000000-0000-0000-0000-00000000dead";

// What to read at a sample API that answers nothing at its root.
const READ = { graph: "/me" };

// The server's control API.
class Control {
  #url;

  constructor(url) {
    this.#url = url;
  }

  // The exchanges so far, oldest first, as `endpoint grant status`.
  async journal() {
    const { exchanges } = await this.#call("GET", "journal");
    return exchanges.map((e) => [e.endpoint, e.grant, e.status].filter(Boolean).join(" "));
  }

  async advance(by) {
    await this.#call("POST", "clock/advance", { by });
  }

  // What the user does at the next sign-in, instead of accepting: `cancel` or `decline_consent`.
  async nextSignIn(outcome) {
    await this.#call("POST", "sign-in/next", { outcome });
  }

  async approve(userCode, user) {
    await this.#call("POST", `device-codes/${userCode}/approve`, { user });
  }

  async decline(userCode) {
    await this.#call("POST", `device-codes/${userCode}/decline`);
  }

  async #call(method, path, body) {
    const reply = await fetch(`${this.#url}/${path}`, {
      method,
      headers: body ? { "content-type": "application/json" } : {},
      body: body && JSON.stringify(body),
    });
    const text = await reply.text();
    assert.ok(reply.ok, `${method} ${path} answers ${reply.status}: ${text}`);
    return text ? JSON.parse(text) : undefined;
  }
}

// A server under test, as its ready file describes it. It signs ada in by itself; the one in `asking` waits for
// what the user does.
class Tenant {
  #ready;

  constructor(readyFile) {
    this.#ready = JSON.parse(readFileSync(readyFile, "utf8"));
    this.authority = this.#ready.authority;
    this.id = this.authority.split("/").at(-1);
    this.host = new URL(this.#ready.origin).host;
    this.control = new Control(this.#ready.control);
    this.browser = new Browser();
  }

  app(name) {
    return named(this.#ready.apps, name);
  }

  user(name) {
    return named(this.#ready.users, name);
  }

  api(name) {
    return named(this.#ready.apis, name);
  }

  scope(api, name) {
    return `${this.api(api).identifier_uris[0]}/${name}`;
  }

  // The private key and the two thumbprints of an app's certificate, as a configuration needs them.
  certificate(app) {
    const pem = readFileSync(this.app(app).certificate_file, "utf8");
    const { fingerprint, fingerprint256 } = new X509Certificate(pem);
    return {
      privateKey: createPrivateKey(pem).export({ type: "pkcs8", format: "pem" }),
      sha1: fingerprint.replaceAll(":", ""),
      sha256: fingerprint256.replaceAll(":", ""),
    };
  }

  // Calls the sample API with the token; the words for the table when it lets the caller in.
  async acceptedBy(api, token) {
    assert.ok(token, "no access token came back");
    const url = this.api(api).url + (READ[api] ?? "");
    const reply = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    const why = reply.headers.get("www-authenticate") || (await reply.text());
    assert.equal(reply.status, 200, `${url} answers ${reply.status}: ${why}`);
    return `a token that \`${api}\` accepts`;
  }

  // Fails when the action makes a request, or when nothing was recorded before it (a dead journal).
  async noRequest(action) {
    const before = await this.control.journal();
    assert.notEqual(before.length, 0, "the journal is empty although a token was acquired");
    const result = await action();
    assert.deepEqual((await this.control.journal()).slice(before.length), [], "requests reached the server");
    return result;
  }
}

function named(items, name) {
  const found = items.find((item) => item.name === name);
  assert.ok(found, `the ready file knows no '${name}', only ${items.map((item) => item.name)}`);
  return found;
}

// A private key that no app registration knows.
export function strangeKey() {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return privateKey.export({ type: "pkcs8", format: "pem" });
}

const cases = [];

// Declares a case. The function returns what the application gets, in words for the table.
export function test(flow, title, run) {
  cases.push({ flow, title, run });
}

// Tries every declared case in order and prints one JSON line for each.
export async function main(client, version) {
  const tenant = new Tenant(process.env.PRETENANT_AUTO);
  tenant.asking = new Tenant(process.env.PRETENANT_ASK);
  for (const { flow, title, run } of cases) {
    const line = { client, version, flow, case: title };
    try {
      Object.assign(line, { result: "passed", gets: await run(tenant) });
    } catch (error) {
      console.error(error);
      Object.assign(line, { result: "failed", why: `${error.name}: ${error.message}`.replace(/\s+/g, " ").slice(0, 300) });
    }
    const why = line.why ? ` (${line.why})` : "";
    console.error(`${line.result.padEnd(8)} ${flow}: ${title}${why}`);
    console.log(JSON.stringify(line));
  }
}
