"""Writes docs/clients.md from the result lines of the client programs (directories as arguments)."""

import json
import sys
from pathlib import Path

HEAD = """\
# Real clients against Pretenant

Unmodified client libraries, installed from their registries at the versions named below, run their everyday
flows and their refusals against `pretenant serve --sign-in auto` (device codes against `--sign-in ask`). This page
is written by

```
tests/interop/run
```

and CI fails when it no longer says what a run shows. A refusal passes when the library reports it to the
application as the table says, through its own exception or result. "No request" was checked in the server's
journal.

How each library is pointed at the server, besides client id and credential:

| Client | Authority | Trust |
|---|---|---|
| MSAL Python | `authority="https://localhost:PORT/TENANT"`, `instance_discovery=False` | `REQUESTS_CA_BUNDLE` |
| MSAL Node | `authority: "https://localhost:PORT/TENANT"`, `knownAuthorities: ["localhost:PORT"]` | `NODE_EXTRA_CA_CERTS` |
| azure-identity | `authority="https://localhost:PORT"`, `tenant_id=TENANT`, `disable_instance_discovery=True` | `REQUESTS_CA_BUNDLE` |
| ADAL Python | `AuthenticationContext("https://localhost:PORT/TENANT", validate_authority=False)` | `REQUESTS_CA_BUNDLE` |

MSAL Python, and azure-identity through it, ask for the user realm of a password sign-in at
`https://localhost/common/userrealm/…`, without the port: those flows need a second `--listen 127.0.0.1:443`.
Interactive flows open `$BROWSER` (Python) or `openBrowser` (Node), where a small program follows the redirects and
posts the answer to the loopback address.
"""


def section(lines):
    yield f"\n## {lines[0]['client']} {lines[0]['version']}\n"
    yield "| Flow | Case | The application gets | Result |"
    yield "|---|---|---|---|"
    flows = list(dict.fromkeys(line["flow"] for line in lines))
    for line in sorted(lines, key=lambda line: flows.index(line["flow"])):
        yield f"| {line['flow']} | {line['case']} | {line.get('gets', '')} | {line['result']} |"


def main(directories):
    print(HEAD, end="")
    for directory in directories:
        results = Path(directory, "results.jsonl").read_text(encoding="utf-8")
        print(*section([json.loads(line) for line in results.splitlines()]), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
