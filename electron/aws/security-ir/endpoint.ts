import { partition } from '@aws-sdk/core/client'
import { EndpointError } from '@smithy/core/endpoints'
import type { EndpointParameters as CommonParameters, EndpointV2 } from '@smithy/types'

export interface EndpointParameters extends CommonParameters {
  Region?: string | undefined
  UseFIPS?: boolean | undefined
  Endpoint?: string | undefined
}

/** From which members of the client's configuration the runtime takes the rules' parameters. */
export const ENDPOINT_PARAMETERS = {
  UseFIPS: { type: 'builtInParams', name: 'useFipsEndpoint' },
  Endpoint: { type: 'builtInParams', name: 'endpoint' },
  Region: { type: 'builtInParams', name: 'region' },
} as const

/** The service's endpoint rules; it is dual-stack everywhere, so there is no other kind. */
export function defaultEndpointResolver({ Region, UseFIPS, Endpoint }: EndpointParameters): EndpointV2 {
  if (Endpoint !== undefined) {
    if (UseFIPS === true) throw new EndpointError('Invalid Configuration: FIPS and custom endpoint are not supported')
    return { url: new URL(Endpoint), properties: {}, headers: {} }
  }
  if (!Region) throw new EndpointError('Invalid Configuration: Missing Region')
  const host = `${UseFIPS === true ? 'security-ir-fips' : 'security-ir'}.${Region}.${partition(Region).dualStackDnsSuffix}`
  return { url: new URL(`https://${host}`), properties: {}, headers: {} }
}
