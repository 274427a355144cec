import { createDefaultUserAgentProvider, NODE_APP_ID_CONFIG_OPTIONS } from '@aws-sdk/core/client'
import { AwsSdkSigV4Signer, NODE_AUTH_SCHEME_PREFERENCE_OPTIONS } from '@aws-sdk/core/httpAuthSchemes'
import { AwsRestJsonProtocol } from '@aws-sdk/core/protocols'
import { Sha256 } from '@smithy/core/checksum'
import { loadConfigsForDefaultMode, NoOpLogger } from '@smithy/core/client'
import {
  loadConfig, NODE_REGION_CONFIG_FILE_OPTIONS, NODE_REGION_CONFIG_OPTIONS, NODE_USE_DUALSTACK_ENDPOINT_CONFIG_OPTIONS,
  NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS, resolveDefaultsModeConfig,
} from '@smithy/core/config'
import { parseUrl } from '@smithy/core/protocols'
import { DEFAULT_RETRY_MODE, NODE_MAX_ATTEMPT_CONFIG_OPTIONS, NODE_RETRY_MODE_CONFIG_OPTIONS } from '@smithy/core/retry'
import { calculateBodyLength, fromBase64, fromUtf8, toBase64, toUtf8 } from '@smithy/core/serde'
import { NodeHttpHandler, streamCollector } from '@smithy/node-http-handler'
import type { HttpAuthScheme } from '@smithy/types'
import { defaultAuthSchemes } from './auth'
import type { SecurityIRClientConfig } from './client'
import { defaultEndpointResolver } from './endpoint'
import { NAMESPACE } from './errors'
import { errorTypeRegistries } from './schemas'

const API_VERSION = '2018-05-10'
const SERVICE_ID = 'Security IR'

/** Of the runtime beneath: this client has no version of its own. */
const CLIENT_VERSION = '3.981.0'
const userAgent = createDefaultUserAgentProvider({ serviceId: SERVICE_ID, clientVersion: CLIENT_VERSION })

function sigV4(): HttpAuthScheme {
  return {
    schemeId: 'aws.auth#sigv4',
    identityProvider: identities => identities.getIdentityProvider('aws.auth#sigv4'),
    signer: new AwsSdkSigV4Signer(),
  }
}

/** Fills in what the caller left open, from environment and shared config files as every generated client does. */
export function runtimeConfig(config: SecurityIRClientConfig) {
  const defaultsMode = resolveDefaultsModeConfig(config.defaultsMode === undefined ? {} : { defaultsMode: config.defaultsMode })
  const modeDefaults = async () => loadConfigsForDefaultMode(await defaultsMode())
  const logger = config.logger ?? new NoOpLogger()
  const loader = { logger, ...(config.profile === undefined ? {} : { profile: config.profile }) }
  const retryMode = { ...NODE_RETRY_MODE_CONFIG_OPTIONS, default: async () => (await modeDefaults()).retryMode ?? DEFAULT_RETRY_MODE }
  return {
    ...config,
    runtime: 'node',
    apiVersion: API_VERSION,
    serviceId: SERVICE_ID,
    defaultsMode,
    logger,
    base64Decoder: fromBase64,
    base64Encoder: toBase64,
    utf8Decoder: fromUtf8,
    utf8Encoder: toUtf8,
    sha256: Sha256,
    urlParser: parseUrl,
    streamCollector,
    bodyLengthChecker: calculateBodyLength,
    disableHostPrefix: config.disableHostPrefix ?? false,
    protocol: new AwsRestJsonProtocol({ defaultNamespace: NAMESPACE, errorTypeRegistries }),
    endpointProvider: defaultEndpointResolver,
    httpAuthSchemes: config.httpAuthSchemes ?? [sigV4()],
    httpAuthSchemeProvider: config.httpAuthSchemeProvider ?? defaultAuthSchemes,
    authSchemePreference: config.authSchemePreference ?? loadConfig(NODE_AUTH_SCHEME_PREFERENCE_OPTIONS, loader),
    defaultUserAgentProvider: config.defaultUserAgentProvider ?? userAgent,
    maxAttempts: config.maxAttempts ?? loadConfig(NODE_MAX_ATTEMPT_CONFIG_OPTIONS, loader),
    retryMode: config.retryMode ?? loadConfig(retryMode, loader),
    region: config.region ?? loadConfig(NODE_REGION_CONFIG_OPTIONS, { ...NODE_REGION_CONFIG_FILE_OPTIONS, ...loader }),
    requestHandler: NodeHttpHandler.create(config.requestHandler ?? modeDefaults),
    useDualstackEndpoint: config.useDualstackEndpoint ?? loadConfig(NODE_USE_DUALSTACK_ENDPOINT_CONFIG_OPTIONS, loader),
    useFipsEndpoint: config.useFipsEndpoint ?? loadConfig(NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS, loader),
    userAgentAppId: config.userAgentAppId ?? loadConfig(NODE_APP_ID_CONFIG_OPTIONS, loader),
  }
}
