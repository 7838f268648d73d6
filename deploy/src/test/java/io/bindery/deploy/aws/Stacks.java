package io.bindery.deploy.aws;

import java.util.Map;
import java.util.TreeMap;

/** Parameters for stacks. */
final class Stacks {
  /** What must be given. */
  static final Map<String, String> LEAST =
      Map.of(
          "VPC", "vpc-0a1b2c3d",
          "Subnets", "subnet-0a1b2c3d,subnet-4e5f6a7b",
          "SecurityGroup", "sg-0a1b2c3d",
          "BucketName", "lab",
          "EksClusterName", "lab");

  /** All that can be had, and several of each. */
  static final Map<String, String> EVERYTHING =
      with(
          LEAST,
          Map.ofEntries(
              Map.entry("BucketName", "lab-a, lab-b"),
              Map.entry("BucketIgnorePrefixes", "raw/*, scratch/*"),
              Map.entry("DBPassword", "correct-horse"),
              Map.entry("EventBusName", "lab"),
              Map.entry("RegistryBucketNames", "registry-a,registry-b"),
              Map.entry("CopyToRegistries", "yes"),
              Map.entry("ScratchBucketName", "scratch"),
              Map.entry("S3TopicArn", "arn:aws:sns:us-east-1:111122223333:uploads"),
              Map.entry("PackageBy", "rule"),
              Map.entry("HealthOmics", "on"),
              Map.entry("RoCrate", "on"),
              Map.entry("Canary", "on"),
              Map.entry("ManifestBucketNames", "manifests-a,manifests-b"),
              Map.entry("ReleasedBucketNames", "released-a,released-b"),
              Map.entry(
                  "FileShareArns",
                  "arn:aws:storagegateway:us-east-1:111122223333:share/share-0123ABCD"),
              Map.entry(
                  "KmsKeyArns",
                  "arn:aws:kms:us-east-1:111122223333:key/a,arn:aws:kms:us-east-1:111122223333:key/b"),
              Map.entry("AnnounceMode", "shadow"),
              Map.entry("VpcEndpoints", "yes"),
              Map.entry("RouteTableIds", "rtb-0a1b2c3d"),
              Map.entry("AlarmEmail", "somebody@example.org")));

  private Stacks() {}

  static Map<String, String> with(Map<String, String> some, Map<String, String> others) {
    var all = new TreeMap<>(some);
    all.putAll(others);
    return all;
  }
}
