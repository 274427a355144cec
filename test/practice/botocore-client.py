"""Drives the practice service with unmodified botocore; prints what it saw as one JSON object."""
import json
import sys

import botocore.config
import botocore.exceptions
import botocore.session

given = json.load(sys.stdin)


def client(service, endpoint, **keys):
    config = botocore.config.Config(retries={"total_max_attempts": 1}, signature_version=keys.pop("signature", None))
    return botocore.session.Session().create_client(
        service, region_name=keys.pop("region", given["region"]), endpoint_url=endpoint, config=config, **keys)


def security_ir(secret=given["secretAccessKey"], token=given["sessionToken"], key=given["accessKeyId"], **more):
    return client("security-ir", given["endpoint"], aws_access_key_id=key, aws_secret_access_key=secret, aws_session_token=token, **more)


def refusal(run):
    try:
        run()
    except botocore.exceptions.ClientError as error:
        response = error.response
        return {
            "class": type(error).__name__,
            "code": response["Error"]["Code"],
            "status": response["ResponseMetadata"]["HTTPStatusCode"],
            "requestId": response["ResponseMetadata"].get("RequestId"),
            "reason": response.get("reason"),
            "fields": [field["name"] for field in response.get("fieldList", [])],
        }
    return None


ir = security_ir()
case_id = given["caseId"]
listed = [item["caseId"] for page in ir.get_paginator("list_cases").paginate(PaginationConfig={"PageSize": 4}) for item in page["items"]]
updated = ir.update_case(
    caseId=case_id,
    title="Von außen geändert – 東京",
    actualIncidentStartDate="2026-01-02T03:04:05Z",
    watchersToAdd=[{"email": "botocore@example.com", "name": "Boto Core"}],
    impactedAccountsToAdd=["000000000001"],
    impactedAwsRegionsToAdd=[{"region": "sa-east-1"}],
    caseMetadata=[{"key": "client", "value": "botocore"}],
)
case = ir.get_case(caseId=case_id)
edits = [item for page in ir.get_paginator("list_case_edits").paginate(caseId=case_id, PaginationConfig={"PageSize": 1}) for item in page["items"]]

portal = client("sso", given["ssoEndpoint"], signature=botocore.UNSIGNED)
role = portal.get_role_credentials(roleName=given["role"], accountId=given["account"], accessToken=given["ssoToken"])["roleCredentials"]
through_portal = security_ir(role["secretAccessKey"], role["sessionToken"], role["accessKeyId"]).get_case(caseId=case_id)

json.dump({
    "listed": listed,
    "updateRequestId": updated["ResponseMetadata"]["RequestId"],
    "title": case["title"],
    "actualIncidentStartDate": case["actualIncidentStartDate"].timestamp(),
    "watchers": case["watchers"],
    "accounts": case["impactedAccounts"],
    "regions": case["impactedAwsRegions"],
    "metadata": case["caseMetadata"],
    "principals": [edit["principal"] for edit in edits],
    "throughPortal": through_portal["title"],
    "refusals": {
        "unknownCase": refusal(lambda: ir.get_case(caseId="9999999999")),
        "encodedCaseId": refusal(lambda: ir.get_case(caseId="1234567890 a/b%2F'é")),
        "validation": refusal(lambda: ir.update_case(caseId=case_id, watchersToAdd=[{"email": "ok@example.com"}, {"email": "not one"}])),
        "closeCase": refusal(lambda: ir.close_case(caseId=case_id)),
        "wrongSecret": refusal(lambda: security_ir(secret="x" * 40).get_case(caseId=case_id)),
        "wrongToken": refusal(lambda: security_ir(token="x" * 40).get_case(caseId=case_id)),
        "wrongRegion": refusal(lambda: security_ir(region="us-east-1").get_case(caseId=case_id)),
        "unknownSsoToken": refusal(lambda: portal.get_role_credentials(roleName=given["role"], accountId=given["account"], accessToken="x")),
        "unknownRole": refusal(lambda: portal.get_role_credentials(roleName="Admin", accountId=given["account"], accessToken=given["ssoToken"])),
    },
}, sys.stdout)
