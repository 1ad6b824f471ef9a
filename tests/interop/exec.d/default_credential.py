"""An application that finds everything in the environment: azure-identity's DefaultAzureCredential."""

import os
import sys

import requests
from azure.identity import DefaultAzureCredential

# Without the intercepting proxy, instance discovery of a host that is not Microsoft's would go to Microsoft.
credential = DefaultAzureCredential(disable_instance_discovery=sys.argv[1:] == ["--no-instance-discovery"])
token = credential.get_token(os.environ["PRETENANT_API_GRAPH_RESOURCE"] + "/.default").token
url = os.environ["PRETENANT_API_GRAPH_URL"] + "/users"
reply = requests.get(url, headers={"Authorization": f"Bearer {token}"}, timeout=10)
assert reply.ok, reply.text
