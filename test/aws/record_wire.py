"""Prints, as JSON, the requests that botocore makes of the rows given on standard input; sends none of them."""
import datetime
import json
import re
import sys

import botocore.awsrequest
import botocore.config
import botocore.session

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


def native(value):
    if isinstance(value, dict):
        if "$date" in value:
            return EPOCH + datetime.timedelta(milliseconds=value["$date"])
        return {name: native(member) for name, member in value.items()}
    if isinstance(value, list):
        return [native(member) for member in value]
    return value


def main():
    given = json.load(sys.stdin)
    client = botocore.session.get_session().create_client(
        "security-ir", region_name=given["region"], aws_access_key_id="AKIDEXAMPLE", aws_secret_access_key="secret",
        config=botocore.config.Config(parameter_validation=False))
    captured = []

    def capture(request, **_):
        captured.append(request)
        return botocore.awsrequest.AWSResponse(request.url, 200, {"x-amzn-RequestId": "r"}, Raw())

    client.meta.events.register("before-send.security-ir.*", capture)
    recorded = {}
    for row in given["rows"]:
        client._make_api_call(row["operation"], native(row["input"]))
        recorded[row["name"]] = described(captured.pop())
    json.dump(recorded, sys.stdout, indent=2, ensure_ascii=True, sort_keys=True)
    sys.stdout.write("\n")


class Raw:
    """The body of a reply, as far as botocore reads it."""

    def stream(self, **_):
        yield b"{}"


def text(value):
    return value.decode() if isinstance(value, bytes) else value


def described(request):
    scheme, host, path, query = re.match(r"(https?)://([^/]+)([^?]*)\??(.*)", request.url).groups()
    headers = {name.lower(): text(value) for name, value in request.headers.items()}
    scope, signed = re.search(r"Credential=[^/]+/\d{8}/(\S+), SignedHeaders=(\S+),", headers["authorization"]).groups()
    body = request.body
    return {
        "method": request.method, "scheme": scheme, "host": host, "path": path, "query": query,
        "contentType": headers.get("content-type"), "scope": scope, "signedHeaders": signed.split(";"),
        "body": json.loads(body) if body else None,
    }


main()
