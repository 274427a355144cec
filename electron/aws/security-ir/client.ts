import {
  getHostHeaderPlugin, getLoggerPlugin, getRecursionDetectionPlugin, getUserAgentPlugin, type HostHeaderInputConfig,
  type HostHeaderResolvedConfig, resolveHostHeaderConfig, resolveUserAgentConfig, type UserAgentInputConfig, type UserAgentResolvedConfig,
} from '@aws-sdk/core/client'
import { DefaultIdentityProviderConfig, getHttpAuthSchemeEndpointRuleSetPlugin, getHttpSigningPlugin } from '@smithy/core'
import { Client, type DefaultsMode, type SmithyConfiguration, type SmithyResolvedConfiguration } from '@smithy/core/client'
import { type RegionInputConfig, type RegionResolvedConfig, resolveRegionConfig } from '@smithy/core/config'
import { type EndpointInputConfig, type EndpointResolvedConfig, resolveEndpointConfig } from '@smithy/core/endpoints'
import { getContentLengthPlugin, type HttpHandlerUserInput } from '@smithy/core/protocols'
import { getRetryPlugin, resolveRetryConfig, type RetryInputConfig, type RetryResolvedConfig } from '@smithy/core/retry'
import { getSchemaSerdePlugin } from '@smithy/core/schema'
import type { BodyLengthCalculator, HttpHandlerOptions, Logger, Provider, UserAgent } from '@smithy/types'
import { type AuthInputConfig, authParametersOf, type AuthResolvedConfig, resolveAuthConfig, SIGNING_NAME } from './auth'
import type { ServiceInputTypes, ServiceOutputTypes } from './commands'
import type { EndpointParameters } from './endpoint'
import { runtimeConfig } from './runtime-config'

interface ClientDefaults extends Partial<SmithyConfiguration<HttpHandlerOptions>> {
  requestHandler?: HttpHandlerUserInput
  disableHostPrefix?: boolean
  useDualstackEndpoint?: boolean | Provider<boolean>
  useFipsEndpoint?: boolean | Provider<boolean>
  region?: string | Provider<string>
  /** Shared-config profile for whatever is not given here. */
  profile?: string
  defaultUserAgentProvider?: Provider<UserAgent>
  maxAttempts?: number | Provider<number>
  retryMode?: string | Provider<string>
  logger?: Logger
  defaultsMode?: DefaultsMode | Provider<DefaultsMode>
}

export type SecurityIRClientConfig
  = & ClientDefaults & UserAgentInputConfig & RetryInputConfig & RegionInputConfig & HostHeaderInputConfig
    & EndpointInputConfig<EndpointParameters> & AuthInputConfig

export type SecurityIRClientResolvedConfig
  = & SmithyResolvedConfiguration<HttpHandlerOptions> & { bodyLengthChecker: BodyLengthCalculator, defaultSigningName: string }
    & UserAgentResolvedConfig & RetryResolvedConfig & RegionResolvedConfig & HostHeaderResolvedConfig
    & EndpointResolvedConfig<EndpointParameters> & AuthResolvedConfig

/**
 * The client of AWS Security Incident Response, as far as this app needs it: public names, shape ids and types
 * are those of the official package, which takes its place where it is installed.
 */
export class SecurityIRClient extends Client<HttpHandlerOptions, ServiceInputTypes, ServiceOutputTypes, SecurityIRClientResolvedConfig> {
  override readonly config: SecurityIRClientResolvedConfig

  constructor(configuration: SecurityIRClientConfig = {}) {
    const defaults = Object.assign(runtimeConfig(configuration), { defaultSigningName: SIGNING_NAME })
    const retrying = resolveRetryConfig(resolveUserAgentConfig(defaults))
    const placed = resolveEndpointConfig(resolveHostHeaderConfig(resolveRegionConfig(retrying)))
    const config = resolveAuthConfig(placed)
    super(config)
    this.config = config
    this.middlewareStack.use(getSchemaSerdePlugin(config))
    this.middlewareStack.use(getUserAgentPlugin(config))
    this.middlewareStack.use(getRetryPlugin(config))
    this.middlewareStack.use(getContentLengthPlugin(config))
    this.middlewareStack.use(getHostHeaderPlugin(config))
    this.middlewareStack.use(getLoggerPlugin(config))
    this.middlewareStack.use(getRecursionDetectionPlugin(config))
    this.middlewareStack.use(getHttpAuthSchemeEndpointRuleSetPlugin(config, {
      httpAuthSchemeParametersProvider: authParametersOf,
      identityProviderConfigProvider: async () => new DefaultIdentityProviderConfig({ 'aws.auth#sigv4': config.credentials }),
    }))
    this.middlewareStack.use(getHttpSigningPlugin(config))
  }
}
