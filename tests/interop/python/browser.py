"""A browser without a screen: keeps cookies, follows redirects, submits pages that submit themselves.

Enough for a server that signs in by itself (`--sign-in auto`). As a program (`browser.py URL`) it is what
$BROWSER names, so that libraries which open the user's browser open this one.
"""

import sys
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

import requests

TIMEOUT = 10
MOST_REDIRECTS = 10


@dataclass
class Answer:
    """What the server sends back to the app: to which redirect URI, how, and with which parameters."""

    method: str
    redirect_uri: str
    params: dict


class Browser:
    def __init__(self):
        self.session = requests.Session()

    def open(self, url):
        """Opens an authorize URL and returns the answer to the app, which is not delivered yet."""
        server = origin(url)
        for _ in range(MOST_REDIRECTS):
            response = self.session.get(url, allow_redirects=False, timeout=TIMEOUT)
            if response.is_redirect:
                url = urljoin(url, response.headers["Location"])
                if origin(url) != server:
                    parts = urlsplit(url)
                    return Answer("GET", bare(url), dict(parse_qsl(parts.query or parts.fragment)))
                continue
            form = Form.of(response.text)
            if form and origin(form.action) not in ("", server):
                return Answer("POST", form.action, form.fields)
            raise AssertionError(f"{bare(url)} shows a page ({response.status_code}): {Title.of(response.text)}")
        raise AssertionError(f"more than {MOST_REDIRECTS} redirects, the last one to {bare(url)}")

    def deliver(self, answer):
        """Takes the answer to the app that listens at the redirect URI."""
        if answer.method == "POST":
            reply = self.session.post(answer.redirect_uri, data=answer.params, timeout=TIMEOUT)
        else:
            reply = self.session.get(answer.redirect_uri, params=answer.params, timeout=TIMEOUT)
        assert reply.ok, f"the app refuses the answer ({reply.status_code}): {reply.text}"


class Form(HTMLParser):
    """The first form of a page: its action and its named fields."""

    def __init__(self):
        super().__init__()
        self.action = None
        self.fields = {}

    @classmethod
    def of(cls, page):
        parser = cls()
        parser.feed(page)
        return parser if parser.action is not None else None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form" and self.action is None:
            self.action = attrs.get("action") or ""
        elif tag == "input" and attrs.get("name"):
            self.fields[attrs["name"]] = attrs.get("value") or ""


class Title(HTMLParser):
    """A page's title, for messages."""

    def __init__(self):
        super().__init__()
        self.inside = False
        self.text = ""

    @classmethod
    def of(cls, page):
        parser = cls()
        parser.feed(page)
        return parser.text.strip() or page[:120]

    def handle_starttag(self, tag, attrs):
        self.inside = tag == "title"

    def handle_endtag(self, tag):
        self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.text += data


def origin(url):
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def bare(url):
    return url.split("?")[0].split("#")[0]


if __name__ == "__main__":
    browser = Browser()
    browser.deliver(browser.open(sys.argv[1]))
