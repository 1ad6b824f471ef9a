// A browser without a screen: keeps cookies, follows redirects, submits pages that submit themselves.
// Enough for a server that signs in by itself (`--sign-in auto`).

const MOST_REDIRECTS = 10;

export class Browser {
  #cookies = new Map();

  // Opens an authorize URL and returns the answer to the app, which is not delivered yet.
  async open(url) {
    const server = new URL(url).origin;
    for (let n = 0; n < MOST_REDIRECTS; n++) {
      const response = await this.#get(url);
      const location = response.headers.get("location");
      if (response.status >= 300 && response.status < 400 && location) {
        const target = new URL(location, url);
        if (target.origin !== server) {
          const params = new URLSearchParams(target.search || target.hash.slice(1));
          return { method: "GET", redirectUri: target.origin + target.pathname, params };
        }
        url = target.href;
        continue;
      }
      const page = await response.text();
      const form = formOf(page);
      if (form && URL.canParse(form.action) && new URL(form.action).origin !== server) {
        return { method: "POST", redirectUri: form.action, params: form.fields };
      }
      throw new Error(`${bare(url)} shows a page (${response.status}): ${titleOf(page)}`);
    }
    throw new Error(`more than ${MOST_REDIRECTS} redirects, the last one to ${bare(url)}`);
  }

  // Takes the answer to the app that listens at the redirect URI.
  async deliver({ method, redirectUri, params }) {
    const reply =
      method === "POST"
        ? await fetch(redirectUri, { method, body: params })
        : await fetch(`${redirectUri}?${params}`);
    if (!reply.ok) throw new Error(`the app refuses the answer (${reply.status}): ${await reply.text()}`);
  }

  async #get(url) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, { redirect: "manual", headers: cookie ? { cookie } : {} });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (/;\s*max-age=0\b/i.test(line)) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return response;
  }
}

// The first form of a page: its action and its named fields.
function formOf(page) {
  const form = /<form\b[^>]*>/i.exec(page)?.[0];
  if (!form) return undefined;
  const fields = new URLSearchParams();
  for (const [input] of page.matchAll(/<input\b[^>]*>/gi)) {
    const name = attribute(input, "name");
    if (name) fields.append(name, attribute(input, "value") ?? "");
  }
  return { action: attribute(form, "action") ?? "", fields };
}

function attribute(tag, name) {
  const match = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, "i").exec(tag);
  return match && unescape(match[1] ?? match[2]);
}

function unescape(text) {
  const named = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name) return named[name] ?? whole;
    return String.fromCodePoint(hex ? parseInt(hex, 16) : Number(decimal));
  });
}

function titleOf(page) {
  return /<title>([^<]*)/i.exec(page)?.[1].trim() || page.slice(0, 120);
}

function bare(url) {
  return url.split(/[?#]/)[0];
}
