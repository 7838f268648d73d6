"""A packager as one writes it in an afternoon: list, GET in threads, hashlib, json. A peer to measure against."""
import base64
import hashlib
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config

PART = 8 << 20


def main(endpoint, bucket, prefix, registry, name, threads):
    s3 = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="key",
        aws_secret_access_key="secret",
        config=Config(max_pool_connections=threads, s3={"addressing_style": "path"}),
    )

    def entry(version):
        answer = s3.get_object(Bucket=bucket, Key=version["Key"], VersionId=version["VersionId"])
        parts = []
        body = answer["Body"]
        while True:
            part = hashlib.sha256()
            left = PART
            while left:
                data = body.read(min(left, 1 << 20))
                if not data:
                    break
                part.update(data)
                left -= len(data)
            if left < PART:
                parts.append(part.digest())
            if left:
                break
        value = base64.b64encode(hashlib.sha256(b"".join(parts)).digest()).decode()
        return {
            "logical_key": version["Key"][len(prefix):],
            "physical_keys": ["s3://%s/%s?versionId=%s" % (bucket, version["Key"], version["VersionId"])],
            "size": version["Size"],
            "hash": {"type": "sha2-256-chunked", "value": value},
            "meta": {},
        }

    listed = [
        version
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix)
        for version in page.get("Versions", [])
        if version["IsLatest"]
    ]
    with ThreadPoolExecutor(threads) as pool:
        entries = list(pool.map(entry, listed))
    entries.sort(key=lambda it: it["logical_key"])
    header = {"version": "v0", "message": None}
    top = hashlib.sha256(json.dumps(header, sort_keys=True, separators=(",", ":")).encode())
    lines = [json.dumps(header)]
    for it in entries:
        hashed = {key: it[key] for key in ("logical_key", "size", "hash", "meta")}
        top.update(json.dumps(hashed, sort_keys=True, separators=(",", ":")).encode())
        lines.append(json.dumps(it))
    top = top.hexdigest()
    s3.put_object(Bucket=registry, Key=".quilt/packages/" + top, Body="\n".join(lines).encode())
    pointer = ".quilt/named_packages/%s/%s" % (name, int(time.time()))
    s3.put_object(Bucket=registry, Key=pointer, Body=top.encode())
    s3.put_object(Bucket=registry, Key=".quilt/named_packages/%s/latest" % name, Body=top.encode())
    return len(entries), top


if __name__ == "__main__":
    begin, cpu = time.perf_counter(), time.process_time()
    count, top = main(*sys.argv[1:6], int(sys.argv[6]))
    print(json.dumps({
        "seconds": time.perf_counter() - begin,
        "cpuSeconds": time.process_time() - cpu,
        "objects": count,
        "topHash": top,
    }))
