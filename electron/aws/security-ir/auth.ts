import {
  type AwsSdkSigV4AuthInputConfig, type AwsSdkSigV4AuthResolvedConfig, type AwsSdkSigV4PreviouslyResolved, resolveAwsSdkSigV4Config,
} from '@aws-sdk/core/httpAuthSchemes'
import { getSmithyContext, normalizeProvider } from '@smithy/core/client'
import type {
  HandlerExecutionContext, HttpAuthOption, HttpAuthScheme, HttpAuthSchemeParameters, HttpAuthSchemeParametersProvider,
  HttpAuthSchemeProvider, Provider,
} from '@smithy/types'

export const SIGNING_NAME = 'security-ir'

export interface SecurityIRAuthParameters extends HttpAuthSchemeParameters {
  region?: string
}

interface Regional { region: string | Provider<string> }

type ParametersProvider = HttpAuthSchemeParametersProvider<Regional, HandlerExecutionContext, SecurityIRAuthParameters, object>

export const authParametersOf: ParametersProvider = async (config, context) => ({
  operation: String(getSmithyContext(context)['operation']),
  region: await normalizeProvider(config.region)(),
})

/** Every operation is signed with SigV4. */
export function defaultAuthSchemes({ region }: SecurityIRAuthParameters): HttpAuthOption[] {
  return [{
    schemeId: 'aws.auth#sigv4',
    signingProperties: { name: SIGNING_NAME, region },
    propertiesExtractor: (config: object, context) => ({ signingProperties: { config, context } }),
  }]
}

export interface AuthInputConfig extends AwsSdkSigV4AuthInputConfig {
  authSchemePreference?: string[] | Provider<string[]>
  httpAuthSchemes?: HttpAuthScheme[]
  httpAuthSchemeProvider?: HttpAuthSchemeProvider<SecurityIRAuthParameters>
}

export interface AuthResolvedConfig extends AwsSdkSigV4AuthResolvedConfig {
  readonly authSchemePreference: Provider<string[]>
  readonly httpAuthSchemes: HttpAuthScheme[]
  readonly httpAuthSchemeProvider: HttpAuthSchemeProvider<SecurityIRAuthParameters>
}

export function resolveAuthConfig<T extends AwsSdkSigV4PreviouslyResolved & Pick<AuthResolvedConfig, 'httpAuthSchemes' | 'httpAuthSchemeProvider'>>(
  config: T & AuthInputConfig,
): T & AuthResolvedConfig {
  return Object.assign(resolveAwsSdkSigV4Config(config), { authSchemePreference: normalizeProvider(config.authSchemePreference ?? []) })
}
