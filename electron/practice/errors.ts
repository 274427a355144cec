/** One complaint of a ValidationException; `name` is a path such as `watchersToAdd[2].email`. */
export interface FieldComplaint { name: string, message: string }

export type ValidationReason = 'UNKNOWN_OPERATION' | 'CANNOT_PARSE' | 'FIELD_VALIDATION_FAILED' | 'OTHER'

/** An error as the wire carries it: `type` goes into x-amzn-errortype, `members` and `headers` beside what every error has. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError'
  constructor(
    readonly type: string,
    readonly status: number,
    message: string,
    readonly members: Readonly<Record<string, unknown>> = {},
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message)
  }
}

export function validationError(reason: ValidationReason, message: string, fields: readonly FieldComplaint[] = []): ServiceError {
  return new ServiceError('ValidationException', 400, message, fields.length > 0 ? { reason, fieldList: fields } : { reason })
}

/** The call is refused because of the named members; nothing of it was applied. */
export function fieldsRefused(fields: readonly FieldComplaint[]): ServiceError {
  const count = fields.length === 1 ? '1 validation error' : `${fields.length} validation errors`
  const details = fields.map(({ name, message }) => `Value at '${name}' failed to satisfy constraint: ${message}`)
  return validationError('FIELD_VALIDATION_FAILED', `${count} detected: ${details.join('; ')}`, fields)
}

export function accessDenied(message: string): ServiceError {
  return new ServiceError('AccessDeniedException', 403, message)
}

export function caseNotFound(caseId: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', 404, `Case ${caseId} was not found.`)
}
