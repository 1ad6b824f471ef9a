"""Client credentials, then Graph, with requests. Arguments: origin of the platform, base URL of Graph."""

import os
import sys

import requests

login, graph = sys.argv[1:]
reply = requests.post(
    f"{login}/{os.environ['AZURE_TENANT_ID']}/oauth2/v2.0/token",
    data={
        "grant_type": "client_credentials",
        "client_id": os.environ["AZURE_CLIENT_ID"],
        "client_secret": os.environ["AZURE_CLIENT_SECRET"],
        "scope": "https://graph.microsoft.com/.default",
    },
    timeout=10,
)
assert reply.ok, reply.text
headers = {"Authorization": f"Bearer {reply.json()['access_token']}"}
reply = requests.get(f"{graph}/users", headers=headers, timeout=10)
assert reply.ok, reply.text
