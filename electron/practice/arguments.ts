import { parseArgs } from 'node:util'
import { z } from '#domain/zod'
import { describeCalls, describeFaults, describeSettings } from './control'

export const HELP = `Usage: npm run -s practice -- [options]

Serves a practice AWS Security Incident Response service with the sign-in of IAM Identity Center (SSO portal, OIDC) on
127.0.0.1, until SIGTERM, SIGINT or the end of the process that started it. The first line on stdout is JSON: endpoint,
ssoEndpoint, oidcEndpoint, region, accessKeyId, secretAccessKey, sessionToken, control. Below it stand the environment
and the section of ~/.aws/config with which Fieldcase, the AWS CLI and the SDKs sign in here.

  --port N           port of the service; 0, the default, takes a free one
  --sso-port N       port of the SSO portal
  --oidc-port N      port of the OIDC service, whose pages a browser shows at a sign-in
  --control-port N   port of the control calls
  --folder DIR       keeps the service's state; without it a temporary folder, removed at the end
  --seed-folder DIR  the cases an empty service starts with, one JSON file a case
  --help             this text

Control calls, plain JSON over HTTP without a signature (curl -X POST $control/cut):
${indented(describeCalls())}

Faults: curl $control/faults -d '{"kind": "throttle", "retryAfter": "2", "times": 3}'
${indented(describeFaults())}

Settings, for what nobody knows of the real service and what an organisation decides, each with its default first:
${indented(describeSettings())}
`

function indented(lines: readonly string[]): string {
  return lines.map(line => line === '' ? '' : `  ${line}`).join('\n')
}

const port = z.string().regex(/^\d{1,5}$/).transform(Number).refine(value => value < 65_536).optional()
const folder = z.string().min(1).optional()

const optionsSchema = z.object({
  'port': port,
  'sso-port': port,
  'oidc-port': port,
  'control-port': port,
  'folder': folder,
  'seed-folder': folder,
  'help': z.boolean().default(false),
})
export type Options = z.infer<typeof optionsSchema>

/** What the command line asks for, or in words why it cannot be followed. */
export function readArguments(args: readonly string[]): Options | { refusal: string } {
  const text = { type: 'string' } as const
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { 'port': text, 'sso-port': text, 'oidc-port': text, 'control-port': text, 'folder': text, 'seed-folder': text, 'help': { type: 'boolean' } },
    })
    const { data, error } = optionsSchema.safeParse(values)
    if (data) return data
    const name = String(error.issues[0]?.path[0])
    return { refusal: `--${name} takes ${name.endsWith('port') ? 'a port number from 0 to 65535' : 'the name of a folder'}.` }
  }
  catch (error) {
    return { refusal: error instanceof Error ? error.message : String(error) }
  }
}
