package io.bindery.localaws.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;

/**
 * Who may use the endpoint. It takes any credentials, so any web page that a user of this machine
 * looks at could send it requests: those are told apart by the name that they were sent to, and by
 * where they come from. Pure.
 */
final class Access {
  private static final Pattern LOOPBACK =
      Pattern.compile(
          "(?:localhost|127(?:[.][0-9]{1,3}){3}|\\[::1\\])(?::[0-9]{1,5})?",
          Pattern.CASE_INSENSITIVE);

  /** What a link in a message of SNS does; it holds a secret of its own. */
  private static final Pattern LINK_OF_SNS =
      Pattern.compile("(?:^|&)Action=(?:ConfirmSubscription|Unsubscribe)(?:&|$)");

  private static final Pattern ACTION = Pattern.compile("(?:^|&)Action=");
  private static final Pattern SIGNED_LINK =
      Pattern.compile("(?:^|&)(?:X-Amz-Signature|Signature)=", Pattern.CASE_INSENSITIVE);
  private static final Set<String> READS = Set.of("GET", "HEAD");

  private Access() {}

  /** The reason why the request is not served, if it is not. */
  static Optional<String> refusal(String method, String query, HttpFields headers) {
    List<String> hosts = headers.getValuesList("Host");
    if (hosts.size() != 1 || !LOOPBACK.matcher(hosts.get(0)).matches()) {
      return Optional.of(
          "The local endpoint answers to localhost and 127.0.0.1 only, not to another name in the"
              + " header Host; buckets are in the path (path style).");
    }
    String own = "http://" + hosts.get(0).toLowerCase(Locale.ROOT);
    if (!headers.getValuesList("Origin").stream().allMatch(own::equalsIgnoreCase)
        || (isFromAnotherSite(headers, own) && !followsSignedLink(method, query, headers))) {
      return Optional.of("The local endpoint serves no pages of other sites.");
    }
    if (READS.contains(method)
        && ACTION.matcher(query).find()
        && !headers.contains("Authorization")
        && !LINK_OF_SNS.matcher(query).find()) {
      return Optional.of(
          "An Action by GET has to be signed: an image in any web page could send it otherwise.");
    }
    return Optional.empty();
  }

  /** Browsers say so themselves; those that do not yet still name the page. */
  private static boolean isFromAnotherSite(HttpFields headers, String own) {
    List<String> site = headers.getValuesList("Sec-Fetch-Site");
    if (!site.isEmpty()) {
      return !Set.of("same-origin", "none").containsAll(site);
    }
    return !headers.getValuesList("Referer").stream()
        .allMatch(referer -> origin(referer).equalsIgnoreCase(own));
  }

  /** A click on a presigned link in any page: that page sees nothing of the answer. */
  private static boolean followsSignedLink(String method, String query, HttpFields headers) {
    return READS.contains(method)
        && SIGNED_LINK.matcher(query).find()
        && !ACTION.matcher(query).find()
        && "navigate".equals(headers.get("Sec-Fetch-Mode"))
        && "document".equals(headers.get("Sec-Fetch-Dest"));
  }

  private static String origin(String address) {
    try {
      URI uri = new URI(address);
      return uri.getScheme() + "://" + uri.getRawAuthority();
    } catch (URISyntaxException e) {
      return "";
    }
  }
}
