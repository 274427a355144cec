"""Signs in to the practice service by device code with unmodified botocore; prints what it saw as one JSON object."""
import json
import sys
import urllib.parse
import urllib.request

import botocore.config
import botocore.session
from botocore import UNSIGNED

given = json.load(sys.stdin)


def client(service):
    endpoint = given["oidcEndpoint"] if service == "sso-oidc" else given["ssoEndpoint"]
    return botocore.session.Session().create_client(
        service, region_name=given["region"], endpoint_url=endpoint, config=botocore.config.Config(signature_version=UNSIGNED))


def refusal(run):
    try:
        run()
    except Exception as error:
        return {"class": type(error).__name__, "error": getattr(error, "response", {}).get("error")}
    return None


oidc = client("sso-oidc")
registration = oidc.register_client(clientName="botocore", clientType="public", scopes=["sso:account:access"])
keys = {name: registration[name] for name in ("clientId", "clientSecret")}
device = oidc.start_device_authorization(startUrl=given["startUrl"], **keys)
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"


def poll():
    return oidc.create_token(grantType=DEVICE_GRANT, deviceCode=device["deviceCode"], **keys)


pending, tooSoon = refusal(poll), refusal(poll)
urllib.request.urlopen(device["verificationUri"], urllib.parse.urlencode({"user_code": device["userCode"], "decision": "allow"}).encode())
first = poll()
token = oidc.create_token(grantType="refresh_token", refreshToken=first["refreshToken"], **keys)
portal = client("sso")
accounts = [
    account["accountName"]
    for page in portal.get_paginator("list_accounts").paginate(accessToken=token["accessToken"], PaginationConfig={"PageSize": 2})
    for account in page["accountList"]
]
portal.logout(accessToken=token["accessToken"])

print(json.dumps({
    "accounts": accounts,
    "refusals": {
        "pending": pending,
        "tooSoon": tooSoon,
        "usedCode": refusal(poll),
        "wrongPortal": refusal(lambda: oidc.start_device_authorization(startUrl="https://other.example/start", **keys)),
        "wrongSecret": refusal(lambda: oidc.start_device_authorization(
            startUrl=given["startUrl"], clientId=keys["clientId"], clientSecret="x")),
        "usedRefreshToken": refusal(lambda: oidc.create_token(grantType="refresh_token", refreshToken=first["refreshToken"], **keys)),
        "signedOut": refusal(lambda: portal.list_accounts(accessToken=token["accessToken"])),
    },
}))
