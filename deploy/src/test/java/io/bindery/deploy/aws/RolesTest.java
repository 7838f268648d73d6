package io.bindery.deploy.aws;

import static io.bindery.deploy.aws.Template.list;
import static io.bindery.deploy.aws.Template.map;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bindery.platform.cluster.NodeRole;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each kind of node may do in AWS is what its code calls, and nothing else. */
class RolesTest {
  /** Rights that no call has the name of, and why they are needed. */
  private static final Map<NodeRole, Map<String, String>> BESIDE =
      new EnumMap<>(
          Map.of(
              NodeRole.ROUTER,
              Map.of(
                  "kms:Decrypt", "canaries of buckets with a key",
                  "kms:GenerateDataKey", "canaries of buckets with a key",
                  "s3:DeleteObjectVersion", "a canary is removed with its versions"),
              NodeRole.PACKAGER,
              Map.of(
                  "kms:Decrypt", "sources with a key",
                  "kms:GenerateDataKey", "registries with a key",
                  "s3:DeleteObjectVersion", "a copy that went wrong is removed by its version"),
              NodeRole.EXCHANGE,
              Map.ofEntries(
                  Map.entry("kms:Decrypt", "objects with a key"),
                  Map.entry("kms:GenerateDataKey", "what is written beside manifests"),
                  Map.entry("kms:CreateGrant", "access to objects with a key"),
                  Map.entry("s3:GetBucketVersioning", "Data Exchange asks with our rights"),
                  Map.entry("s3:GetBucketLocation", "Data Exchange asks with our rights"),
                  Map.entry("s3:PutObjectAcl", "copies of Data Exchange, with our rights"),
                  Map.entry("dataexchange:CreateAsset", "import jobs create assets"),
                  Map.entry("dataexchange:TagResource", "revisions are created with tags"),
                  Map.entry("dataexchange:PublishDataSet", "what makes a revision final"),
                  Map.entry("dataexchange:PublishToDataGrant", "what makes it final for grants")),
              NodeRole.HTTP,
              Map.of(
                  "kms:Decrypt", "contents with a key",
                  "s3:ListBucketVersions", "the policy of sources, which the packager shares",
                  "s3:GetBucketVersioning", "the policy of sources, which the packager shares")));

  /** Where AWS knows no resource to name. */
  private static final Set<String> ON_ANYTHING =
      Set.of("SeeFileShares", "DataSets", "Jobs", "Products");

  private static Map<String, Set<String>> calls;
  private static Stack everything;

  /** In shadow mode there are no canaries. */
  private static final Map<String, String> PARAMETERS =
      Stacks.with(Stacks.EVERYTHING, Map.of("AnnounceMode", "live"));

  @BeforeAll
  static void read() {
    calls = AwsCalls.ofTheNodes();
    everything = new Stack(Template.shipped(), PARAMETERS);
  }

  @ParameterizedTest
  @EnumSource
  void aRoleMayDoWhatItsCodeCallsAndNothingElse(NodeRole role) {
    var needed = new TreeSet<String>(BESIDE.get(role).keySet());
    calls.forEach(
        (call, callers) ->
            callers.stream()
                .filter(caller -> Callers.of(caller, call).contains(role))
                .forEach(caller -> needed.addAll(Actions.of(call))));

    assertThat(actions(statements(everything, role))).isEqualTo(needed);
  }

  /** Whoever sets up by hand copies the statements of the page. */
  @Test
  void thePageOfDataExchangeHasTheRightsOfThePublisher() throws IOException {
    var page = Files.readString(Template.FOLDER.resolveSibling("docs/data-exchange.md"));
    var written =
        Pattern.compile("\"Action\": (\\[[^]]*]|\"[^\"]*\")")
            .matcher(page)
            .results()
            .flatMap(
                action ->
                    Pattern.compile("[a-z0-9-]+:[A-Z]\\w+").matcher(action.group(1)).results())
            .map(MatchResult::group)
            .collect(toCollection(TreeSet::new));

    assertThat(written).isEqualTo(withoutKeys(actions(statements(everything, NodeRole.EXCHANGE))));
  }

  /** Rights on keys are said in words: not everybody has keys. */
  private static Set<String> withoutKeys(Set<String> actions) {
    return actions.stream()
        .filter(action -> !action.startsWith("kms:"))
        .collect(toCollection(TreeSet::new));
  }

  @Test
  void aRightBesideIsNoneThatACallHas() {
    // What is said to be beside, and is called now, is no exception any more.
    for (var role : NodeRole.values()) {
      var called = new TreeSet<String>();
      calls.forEach(
          (call, callers) ->
              callers.stream()
                  .filter(caller -> Callers.of(caller, call).contains(role))
                  .forEach(caller -> called.addAll(Actions.of(call))));
      assertThat(called).as(role.word()).doesNotContainAnyElementsOf(BESIDE.get(role).keySet());
    }
  }

  @Test
  void theScanFindsCallsOfAllServices() {
    assertThat(calls.keySet().stream().map(call -> call.split(":", 2)[0]).distinct())
        .containsExactlyInAnyOrder(
            "s3",
            "sqs",
            "sns",
            "eventbridge",
            "storagegateway",
            "dataexchange",
            "marketplacecatalog");
    assertThat(calls.get("sqs:sendMessageBatch")).containsExactly("platform.bus.OutQueue");
  }

  @Test
  void aCallThatNobodyHasThoughtOfIsFound() {
    assertThatThrownBy(() -> Actions.of("s3:deleteBucket")).hasMessageContaining("s3:deleteBucket");
    assertThatThrownBy(() -> Callers.of("platform.other.Thing", "s3:getObject"))
        .hasMessageContaining("platform.other.Thing");
  }

  @ParameterizedTest
  @EnumSource
  void statementsNameActionsAndResources(NodeRole role) {
    for (var statement : statements(everything, role)) {
      var sid = statement.get("Sid").toString();
      assertThat(statement.get("Effect")).as(sid).isEqualTo("Allow");
      assertThat(texts(statement.get("Action")))
          .as(sid)
          .allSatisfy(action -> assertThat(action).matches("[a-z0-9-]+:[A-Z][A-Za-z0-9]+"));
      assertThat(texts(statement.get("Resource")))
          .as(sid)
          .isNotEmpty()
          .allSatisfy(
              resource -> {
                if (resource.equals("*")) {
                  assertThat(ON_ANYTHING).contains(sid);
                } else {
                  assertThat(resource).startsWith("arn:aws:").doesNotContain("$", ",", " ");
                }
              });
    }
  }

  @ParameterizedTest
  @EnumSource
  void resourcesAreThoseOfTheParameters(NodeRole role) {
    var buckets =
        statements(everything, role).stream()
            .flatMap(statement -> texts(statement.get("Resource")).stream())
            .filter(resource -> resource.startsWith("arn:aws:s3:::"))
            .map(resource -> resource.substring("arn:aws:s3:::".length()).replaceFirst("/.*", ""))
            .collect(toCollection(TreeSet::new));

    assertThat(buckets)
        .isSubsetOf(
            "lab-a",
            "lab-b",
            "registry-a",
            "registry-b",
            "scratch",
            "manifests-a",
            "manifests-b",
            "released-a",
            "released-b",
            "*aws-data-exchange*");
    assertThat(buckets).isNotEmpty();
  }

  @Test
  void whatIsNotAskedForIsNotAllowed() {
    var least = new Stack(Template.shipped(), Stacks.LEAST);

    assertThat(actions(statements(least, NodeRole.EXCHANGE)))
        .containsExactly("sns:GetTopicAttributes", "sns:Publish");
    assertThat(actions(statements(least, NodeRole.PACKAGER)))
        .noneMatch(action -> action.startsWith("kms:") || action.startsWith("storagegateway:"))
        .doesNotContain("s3:DeleteObjectVersion", "s3:PutObjectTagging");
    assertThat(
            statements(least, NodeRole.PACKAGER).stream()
                .filter(it -> texts(it.get("Action")).contains("s3:PutObject"))
                .flatMap(it -> texts(it.get("Resource")).stream()))
        .containsExactlyInAnyOrder("arn:aws:s3:::lab/.quilt/*", "arn:aws:s3:::lab/.bindery/*");
    assertThat(actions(statements(least, NodeRole.ROUTER)))
        .doesNotContain("s3:PutObject", "s3:DeleteObject", "s3:GetObject");
  }

  @ParameterizedTest
  @EnumSource
  void podsGetCredentialsByTheirServiceAccountOnly(NodeRole role) {
    var account = "bindery-" + role.word();
    var pod = map(everything.properties(name(role)).get("AssumeRolePolicyDocument"));
    var irsa =
        new Stack(
                Template.shipped(),
                Stacks.with(
                    Stacks.LEAST,
                    Map.of(
                        "PodCredentials", "irsa",
                        "OidcProvider", "oidc.eks.us-east-1.amazonaws.com/id/0123ABCD")))
            .properties(name(role))
            .get("AssumeRolePolicyDocument");

    var statement = map(list(pod.get("Statement")).get(0));
    assertThat(statement.get("Principal")).isEqualTo(Map.of("Service", "pods.eks.amazonaws.com"));
    assertThat(list(statement.get("Action"))).containsExactly("sts:AssumeRole", "sts:TagSession");
    assertThat(map(map(statement.get("Condition")).get("StringEquals")))
        .containsOnly(
            Map.entry("aws:RequestTag/kubernetes-namespace", "bindery"),
            Map.entry("aws:RequestTag/kubernetes-service-account", account),
            Map.entry(
                "aws:RequestTag/eks-cluster-arn",
                "arn:aws:eks:us-east-1:111122223333:cluster/lab"));
    assertThat(irsa.toString())
        .contains("\"sts:AssumeRoleWithWebIdentity\"")
        .contains(
            "\"oidc.eks.us-east-1.amazonaws.com/id/0123ABCD:sub\": \"system:serviceaccount:bindery:%s\""
                .formatted(account))
        .contains("\"oidc.eks.us-east-1.amazonaws.com/id/0123ABCD:aud\": \"sts.amazonaws.com\"");
    assertThat(everything.properties(capital(role) + "Credentials"))
        .containsEntry("ServiceAccount", account)
        .containsEntry("RoleArn", "arn:aws:iam::111122223333:role/" + name(role));
  }

  private static Set<String> actions(List<Map<String, Object>> statements) {
    return statements.stream()
        .flatMap(statement -> texts(statement.get("Action")).stream())
        .collect(toCollection(TreeSet::new));
  }

  /** Of the role's own policies, and of those that it shares with others. */
  private static List<Map<String, Object>> statements(Stack stack, NodeRole role) {
    var properties = stack.properties(name(role));
    var documents = new ArrayList<Object>();
    list(properties.get("Policies")).forEach(it -> documents.add(map(it).get("PolicyDocument")));
    list(properties.getOrDefault("ManagedPolicyArns", List.of()))
        .forEach(it -> documents.add(stack.properties(it.toString()).get("PolicyDocument")));
    return documents.stream()
        .flatMap(document -> list(map(document).get("Statement")).stream())
        .map(Template::map)
        .toList();
  }

  private static List<String> texts(Object oneOrMany) {
    return (oneOrMany instanceof List<?> many ? many.stream() : Stream.of(oneOrMany))
        .map(Object::toString)
        .toList();
  }

  private static String name(NodeRole role) {
    return capital(role) + "Role";
  }

  private static String capital(NodeRole role) {
    return Character.toUpperCase(role.word().charAt(0)) + role.word().substring(1);
  }
}
