package io.bindery.platform.s3;

import java.nio.ByteBuffer;
import java.util.Set;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Looks at the root element of an XML answer while it streams by: the SDK's parser takes any, and
 * none, for the one that it expects, and makes an answer of it in which nothing is set.
 */
final class RootElement {
  private static final int LONGEST_NAME = 64;

  /** What an error is, in an answer of any status; the SDK reads it. */
  private static final String ERROR = "Error";

  private enum State {
    BEFORE,
    OPENED,
    ASIDE,
    NAME,
    KNOWN
  }

  private final String operation;
  private final Set<String> expected;
  private final StringBuilder name = new StringBuilder();
  private State state = State.BEFORE;

  private RootElement(String operation, Set<String> expected) {
    this.operation = operation;
    this.expected = expected;
  }

  /** The same bytes, which end with a {@link BrokenAnswerException} if their root is another. */
  static Publisher<ByteBuffer> checked(
      Publisher<ByteBuffer> body, String operation, Set<String> expected) {
    return subscriber ->
        body.subscribe(new Checking(subscriber, new RootElement(operation, expected)));
  }

  /** Nothing as long as the bytes may be what they must be. */
  private BrokenAnswerException wrong(ByteBuffer bytes) {
    while (bytes.hasRemaining() && state != State.KNOWN) {
      char c = (char) (bytes.get() & 0xff);
      boolean fits =
          switch (state) {
            case BEFORE -> before(c);
            case OPENED -> opened(c);
            case ASIDE -> aside(c);
            case NAME -> name(c);
            case KNOWN -> true;
          };
      if (!fits) {
        return broken(name.isEmpty() ? "something that is no XML" : "<" + name + ">");
      }
    }
    return null;
  }

  /** White space of any length: S3 sends it to keep a connection while it works. */
  private boolean before(char c) {
    if (c == '<') {
      state = State.OPENED;
      return true;
    }
    boolean mark = c == 0xef || c == 0xbb || c == 0xbf;
    return mark || Character.isWhitespace(c);
  }

  private boolean opened(char c) {
    state = c == '?' || c == '!' ? State.ASIDE : State.NAME;
    return state == State.ASIDE || name(c);
  }

  private boolean aside(char c) {
    if (c == '>') {
      state = State.BEFORE;
    }
    return true;
  }

  private boolean name(char c) {
    if (c == '>' || c == '/' || Character.isWhitespace(c)) {
      state = State.KNOWN;
      var local = name.substring(name.indexOf(":") + 1);
      return expected.contains(local) || local.equals(ERROR);
    }
    name.append(Character.isLetterOrDigit(c) || c == ':' || c == '_' || c == '-' ? c : '?');
    return name.length() <= LONGEST_NAME;
  }

  private BrokenAnswerException broken(String instead) {
    return new BrokenAnswerException(
        "S3 answered %s with %s instead of <%s>"
            .formatted(operation, instead, expected.iterator().next()));
  }

  private static final class Checking implements Subscriber<ByteBuffer> {
    private final Subscriber<? super ByteBuffer> target;
    private final RootElement root;
    private Subscription subscription;
    private FailedBody failed;

    Checking(Subscriber<? super ByteBuffer> target, RootElement root) {
      this.target = target;
      this.root = root;
    }

    @Override
    public void onSubscribe(Subscription given) {
      subscription = given;
      target.onSubscribe(given);
    }

    @Override
    public void onNext(ByteBuffer bytes) {
      if (failed != null) {
        failed.onNext(bytes);
        return;
      }
      var wrong = root.wrong(bytes.duplicate());
      if (wrong == null) {
        target.onNext(bytes);
      } else {
        failed = new FailedBody(target, wrong);
        failed.goOn(subscription);
      }
    }

    @Override
    public void onError(Throwable failure) {
      if (failed == null) {
        target.onError(failure);
      } else {
        failed.onError(failure);
      }
    }

    @Override
    public void onComplete() {
      if (failed != null) {
        failed.onComplete();
      } else if (root.state == State.KNOWN) {
        target.onComplete();
      } else {
        target.onError(root.broken("nothing"));
      }
    }
  }
}
