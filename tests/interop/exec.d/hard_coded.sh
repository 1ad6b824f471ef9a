#!/usr/bin/env bash
# A script that knows the real cloud only: curl with its host names built in.
set -euo pipefail

token=$(curl --fail --silent --show-error \
  "https://login.microsoftonline.com/aaaabbbb-0000-cccc-1111-dddd2222eeee/oauth2/v2.0/token" \
  -d grant_type=client_credentials -d client_id="$AZURE_CLIENT_ID" -d client_secret="$AZURE_CLIENT_SECRET" \
  -d scope=https://graph.microsoft.com/.default | sed 's/.*"access_token":"\([^"]*\)".*/\1/')
curl --fail --silent --show-error -H "Authorization: Bearer $token" https://graph.microsoft.com/v1.0/users |
  grep --quiet ada@contoso.example

token=$(curl --fail --silent --show-error https://login.windows.net/contoso.example/oauth2/token \
  -d grant_type=password -d client_id=04b07795-8ddb-461a-bbee-02f9e1bf7b46 -d username="$PRETENANT_USER_ADA_UPN" \
  -d password="$PRETENANT_USER_ADA_PASSWORD" -d resource=https://management.core.windows.net/ |
  sed 's/.*"access_token":"\([^"]*\)".*/\1/')
curl --fail --silent --show-error -H "Authorization: Bearer $token" \
  "https://management.azure.com/subscriptions?api-version=2022-12-01" | grep --quiet subscriptionId
