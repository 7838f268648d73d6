package io.bindery.platform.aws;

import io.bindery.platform.s3.AnswerCheck;
import io.bindery.platform.s3.BrokenAnswerException;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dataexchange.DataExchangeAsyncClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeAsyncClient;
import software.amazon.awssdk.services.marketplacecatalog.MarketplaceCatalogAsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sns.SnsAsyncClient;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.storagegateway.StorageGatewayAsyncClient;
import software.amazon.awssdk.utils.Lazy;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The AWS clients of one process. Credentials come from the SDK's default chain (environment,
 * profile, container, instance), never from our configuration, so that no secret stands in it.
 */
public final class AwsClients implements AutoCloseable {
  /** There is one catalog for all regions of AWS. */
  private static final Region CATALOG_REGION = Region.US_EAST_1;

  private final S3AsyncClient s3;
  private final SqsAsyncClient sqs;
  private final SqsAsyncClient sqsSending;
  private final SnsAsyncClient sns;
  private final EventBridgeAsyncClient eventBridge;
  private final StorageGatewayAsyncClient storageGateway;
  private final Lazy<S3Presigner> presigner;
  private final Lazy<DataExchangeAsyncClient> dataExchange;
  private final Lazy<MarketplaceCatalogAsyncClient> marketplaceCatalog;
  private final String region;

  /** Closes what the clients share; run when they are closed. */
  private final Runnable closeShared;

  /**
   * Makes the clients, and looks for credentials at once: without them nothing would work, and each
   * call would say so in its own way.
   *
   * @throws AwsCredentialsException if there are none
   */
  public AwsClients(AwsSettings settings) {
    this(settings, credentials());
  }

  private AwsClients(AwsSettings settings, AwsCredentialsProvider credentials) {
    this.region = settings.region();
    var connections = Connections.open(settings);
    s3 =
        configured(S3AsyncClient.builder(), settings, credentials)
            .httpClient(connections.storage())
            // What follows an answer runs where the answer came: handing it to another thread
            // costs as much as a small object does. So nothing that follows may block.
            .asyncConfiguration(
                async ->
                    async.advancedOption(
                        SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run))
            .overrideConfiguration(
                override ->
                    override
                        .addExecutionInterceptor(new AnswerCheck())
                        .retryStrategy(
                            retries ->
                                retries.retryOnExceptionOrCauseInstanceOf(
                                    BrokenAnswerException.class)))
            // A local stand-in has no host name per bucket.
            .forcePathStyle(settings.endpoint().isPresent())
            .build();
    sqs =
        configured(SqsAsyncClient.builder(), settings, credentials)
            .httpClient(connections.messaging())
            .build();
    sqsSending =
        sending(SqsAsyncClient.builder(), settings, credentials)
            .httpClient(connections.sending())
            .build();
    sns =
        sending(SnsAsyncClient.builder(), settings, credentials)
            .httpClient(connections.sending())
            .build();
    eventBridge =
        sending(EventBridgeAsyncClient.builder(), settings, credentials)
            .httpClient(connections.sending())
            .build();
    storageGateway =
        sending(StorageGatewayAsyncClient.builder(), settings, credentials)
            .httpClient(connections.sending())
            .build();
    presigner = new Lazy<>(() -> presigner(settings, credentials));
    // Few publish: who does not should not wait for these classes.
    dataExchange =
        new Lazy<>(
            () ->
                sending(DataExchangeAsyncClient.builder(), settings, credentials)
                    .httpClient(connections.sending())
                    .build());
    marketplaceCatalog =
        new Lazy<>(
            () ->
                sending(MarketplaceCatalogAsyncClient.builder(), settings, credentials)
                    .region(CATALOG_REGION)
                    .httpClient(connections.sending())
                    .build());
    closeShared = connections::close;
  }

  /**
   * Clients that were made elsewhere, such as stand-ins within this process. Of file gateways, Data
   * Exchange and its catalog there are none: their calls fail.
   */
  public AwsClients(
      S3AsyncClient s3,
      SqsAsyncClient sqs,
      SnsAsyncClient sns,
      EventBridgeAsyncClient eventBridge) {
    this.s3 = s3;
    this.sqs = sqs;
    this.sqsSending = sqs;
    this.sns = sns;
    this.eventBridge = eventBridge;
    this.storageGateway = new NoStorageGateway();
    this.presigner =
        new Lazy<>(
            () -> {
              throw new UnsupportedOperationException("clients made elsewhere sign nothing");
            });
    this.dataExchange = new Lazy<>(NoDataExchange::new);
    this.marketplaceCatalog = new Lazy<>(NoMarketplaceCatalog::new);
    this.region = "";
    this.closeShared = () -> {};
  }

  private static S3Presigner presigner(AwsSettings settings, AwsCredentialsProvider credentials) {
    var builder =
        S3Presigner.builder()
            .region(Region.of(settings.region()))
            .credentialsProvider(credentials)
            .serviceConfiguration(
                S3Configuration.builder()
                    .pathStyleAccessEnabled(settings.endpoint().isPresent())
                    .build());
    settings.endpoint().ifPresent(builder::endpointOverride);
    return builder.build();
  }

  private static AwsCredentialsProvider credentials() {
    var chain = DefaultCredentialsProvider.builder().build();
    try {
      var unused = chain.resolveCredentials();
      return chain;
    } catch (SdkClientException e) {
      chain.close();
      throw new AwsCredentialsException(e);
    }
  }

  private static <B extends AwsClientBuilder<B, ?>> B configured(
      B builder, AwsSettings settings, AwsCredentialsProvider credentials) {
    settings.endpoint().ifPresent(builder::endpointOverride);
    return builder.region(Region.of(settings.region())).credentialsProvider(credentials);
  }

  /** Where they ask; empty for clients that were made elsewhere. */
  public String region() {
    return region;
  }

  /**
   * A client that makes each call once: a second one that the caller does not know of would be sent
   * although the first may have arrived. Who sends has the patience to try again.
   */
  private static <B extends AwsClientBuilder<B, ?>> B sending(
      B builder, AwsSettings settings, AwsCredentialsProvider credentials) {
    return configured(builder, settings, credentials)
        .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()));
  }

  public S3AsyncClient s3() {
    return s3;
  }

  /** Signs addresses of objects, with the credentials of the clients. */
  public S3Presigner presigner() {
    return presigner.getValue();
  }

  /** For what is received, and what becomes of it. */
  public SqsAsyncClient sqs() {
    return sqs;
  }

  /** For messages to queues of others. */
  public SqsAsyncClient sqsSending() {
    return sqsSending;
  }

  public SnsAsyncClient sns() {
    return sns;
  }

  public EventBridgeAsyncClient eventBridge() {
    return eventBridge;
  }

  public StorageGatewayAsyncClient storageGateway() {
    return storageGateway;
  }

  /**
   * Data Exchange. Each call is made once: nothing tells AWS that a second CreateRevision means the
   * first one, so only who looks for it may repeat it.
   */
  public DataExchangeAsyncClient dataExchange() {
    return dataExchange.getValue();
  }

  /** The catalog of the AWS Marketplace, which is in one region only. */
  public MarketplaceCatalogAsyncClient marketplaceCatalog() {
    return marketplaceCatalog.getValue();
  }

  @Override
  public void close() {
    List.<SdkAutoCloseable>of(s3, sqs, sqsSending, sns, eventBridge, storageGateway)
        .forEach(SdkAutoCloseable::close);
    Stream.of(presigner, dataExchange, marketplaceCatalog)
        .filter(Lazy::hasValue)
        .forEach(client -> ((SdkAutoCloseable) client.getValue()).close());
    closeShared.run();
  }

  private static final class NoStorageGateway implements StorageGatewayAsyncClient {
    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {
      // It holds nothing.
    }
  }

  private static final class NoDataExchange implements DataExchangeAsyncClient {
    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {
      // It holds nothing.
    }
  }

  private static final class NoMarketplaceCatalog implements MarketplaceCatalogAsyncClient {
    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {
      // It holds nothing.
    }
  }
}
