package io.bindery.localaws.s3;

import io.bindery.localaws.http.AwsError;
import io.bindery.localaws.s3.store.ObjectStore;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Tells which operation a request is, from its method, path, parameters and headers. */
final class S3Routes {
  /**
   * @param readsObject whether it gives an object's content
   */
  record Operation(Consumer<S3Request> work, boolean readsObject) {}

  /** Parameters that name a part of a bucket or object that is not here. */
  private static final Set<String> NOT_HERE =
      Set.of(
          "accelerate",
          "analytics",
          "cors",
          "encryption",
          "intelligent-tiering",
          "inventory",
          "legal-hold",
          "lifecycle",
          "logging",
          "metrics",
          "object-lock",
          "ownershipControls",
          "policy",
          "policyStatus",
          "publicAccessBlock",
          "replication",
          "requestPayment",
          "restore",
          "retention",
          "select",
          "torrent",
          "website");

  private final Buckets buckets;
  private final Listings listings;
  private final UploadListings uploadListings;
  private final ObjectReads reads;
  private final ObjectAttributes attributes;
  private final ObjectWrites writes;
  private final PostForm forms;
  private final Deletes deletes;
  private final Uploads uploads;
  private final Completion completion;
  private final Tagging tagging;

  S3Routes(ObjectStore store, Notifications notifications, ChangeTeller teller, String region) {
    ObjectWriter writer = new ObjectWriter(store, teller);
    buckets = new Buckets(store, writer, notifications, teller, region);
    listings = new Listings(store);
    uploadListings = new UploadListings(store);
    reads = new ObjectReads(store);
    attributes = new ObjectAttributes(store);
    writes = new ObjectWrites(store, writer);
    forms = new PostForm(writer);
    deletes = new Deletes(store, writer, teller);
    uploads = new Uploads(store, writer);
    completion = new Completion(writer);
    tagging = new Tagging(store, writer);
  }

  /**
   * @throws AwsError if there is no such operation here
   */
  Operation of(S3Request request) {
    Optional<String> notHere = NOT_HERE.stream().filter(request::asks).findFirst();
    if (notHere.isPresent()) {
      throw Buckets.notHere(notHere.get());
    }
    Consumer<S3Request> work =
        request.bucket().isEmpty()
            ? ofService(request)
            : request.key().isEmpty() ? ofBucket(request) : ofObject(request);
    if (work == null) {
      throw new AwsError(
          405, "MethodNotAllowed", "The specified method is not allowed against this resource.");
    }
    boolean readsObject =
        request.method().equals("GET")
            && !request.key().isEmpty()
            && List.of("acl", "attributes", "tagging", "uploadId").stream()
                .noneMatch(request::asks);
    return new Operation(work, readsObject);
  }

  private Consumer<S3Request> ofService(S3Request request) {
    return request.method().equals("GET") ? buckets::list : null;
  }

  private Consumer<S3Request> ofBucket(S3Request request) {
    return switch (request.method()) {
      case "GET" -> getBucket(request);
      case "PUT" -> putBucket(request);
      case "HEAD" -> buckets::head;
      case "DELETE" -> request.asks("tagging") ? buckets::deleteTags : buckets::delete;
      case "POST" -> request.asks("delete") ? deletes::deleteMany : forms::post;
      default -> null;
    };
  }

  private Consumer<S3Request> getBucket(S3Request request) {
    if (request.asks("location")) {
      return buckets::location;
    } else if (request.asks("versioning")) {
      return buckets::getVersioning;
    } else if (request.asks("notification")) {
      return buckets::getNotification;
    } else if (request.asks("tagging")) {
      return buckets::getTags;
    } else if (request.asks("acl")) {
      return Buckets::getAcl;
    } else if (request.asks("uploads")) {
      return uploadListings::uploads;
    } else if (request.asks("versions")) {
      return listings::versions;
    }
    return request.parameter("list-type").equals("2") ? listings::objectsV2 : listings::objects;
  }

  private Consumer<S3Request> putBucket(S3Request request) {
    if (request.asks("versioning")) {
      return buckets::putVersioning;
    } else if (request.asks("notification")) {
      return buckets::putNotification;
    } else if (request.asks("tagging")) {
      return buckets::putTags;
    } else if (request.asks("acl")) {
      return Buckets::putAcl;
    }
    return buckets::create;
  }

  private Consumer<S3Request> ofObject(S3Request request) {
    return switch (request.method()) {
      case "GET" -> getObject(request);
      case "HEAD" -> reads::read;
      case "PUT" -> putObject(request);
      case "DELETE" ->
          request.asks("uploadId")
              ? uploads::abort
              : request.asks("tagging") ? tagging::delete : deletes::delete;
      case "POST" ->
          request.asks("uploads")
              ? uploads::create
              : request.asks("uploadId") ? completion::complete : null;
      default -> null;
    };
  }

  private Consumer<S3Request> getObject(S3Request request) {
    if (request.asks("uploadId")) {
      return uploadListings::parts;
    } else if (request.asks("attributes")) {
      return attributes::get;
    } else if (request.asks("tagging")) {
      return tagging::get;
    } else if (request.asks("acl")) {
      return Buckets::getAcl;
    }
    return reads::read;
  }

  private Consumer<S3Request> putObject(S3Request request) {
    boolean copies = !request.header("x-amz-copy-source").isEmpty();
    if (request.asks("uploadId")) {
      return copies ? uploads::copyPart : uploads::part;
    } else if (request.asks("tagging")) {
      return tagging::put;
    } else if (request.asks("acl")) {
      return Buckets::putAcl;
    }
    return copies ? writes::copy : writes::put;
  }
}
