import { type ExceptionOptionType, ServiceException, type ServiceExceptionOptions } from '@smithy/core/client'
import type { ValidationExceptionField, ValidationExceptionReason } from './models'

/** Shape ids are the official package's: with both packages in one process `instanceof` holds across them. */
export const NAMESPACE = 'com.amazonaws.securityir'
export const SYNTHETIC_NAMESPACE = `smithy.ts.sdk.synthetic.${NAMESPACE}`

/** What every error of this service is, also those the model does not name. */
export class SecurityIRServiceException extends ServiceException {
  static override readonly shapeId: string = `${SYNTHETIC_NAMESPACE}#SecurityIRServiceException`
  constructor(options: ServiceExceptionOptions) {
    super(options)
    Object.setPrototypeOf(this, SecurityIRServiceException.prototype)
  }
}

// Members are `declare`d, not initialised: the runtime lays them on the new error, and a class field
// would otherwise stand over them as undefined.

export class AccessDeniedException extends SecurityIRServiceException {
  static override readonly shapeId = `${NAMESPACE}#AccessDeniedException`
  override readonly name = 'AccessDeniedException'
  override readonly $fault = 'client'
  constructor(options: ExceptionOptionType<AccessDeniedException, SecurityIRServiceException>) {
    super({ name: 'AccessDeniedException', $fault: 'client', ...options })
    Object.setPrototypeOf(this, AccessDeniedException.prototype)
  }
}

export class ConflictException extends SecurityIRServiceException {
  static override readonly shapeId = `${NAMESPACE}#ConflictException`
  override readonly name = 'ConflictException'
  override readonly $fault = 'client'
  declare resourceId: string | undefined
  declare resourceType: string | undefined
  constructor(options: ExceptionOptionType<ConflictException, SecurityIRServiceException>) {
    super({ name: 'ConflictException', $fault: 'client', ...options })
    Object.setPrototypeOf(this, ConflictException.prototype)
    this.resourceId = options.resourceId
    this.resourceType = options.resourceType
  }
}

export class InternalServerException extends SecurityIRServiceException {
  static override readonly shapeId = `${NAMESPACE}#InternalServerException`
  override readonly name = 'InternalServerException'
  override readonly $fault = 'server'
  override $retryable = { throttling: false }
  /** From the header, as the runtime read it: NaN for an HTTP date. */
  declare retryAfterSeconds?: number | undefined
  constructor(options: ExceptionOptionType<InternalServerException, SecurityIRServiceException>) {
    super({ name: 'InternalServerException', $fault: 'server', ...options })
    Object.setPrototypeOf(this, InternalServerException.prototype)
    this.retryAfterSeconds = options.retryAfterSeconds
  }
}

export class InvalidTokenException extends SecurityIRServiceException {
  static override readonly shapeId = `${NAMESPACE}#InvalidTokenException`
  override readonly name = 'InvalidTokenException'
  override readonly $fault = 'client'
  override $retryable = { throttling: false }
  constructor(options: ExceptionOptionType<InvalidTokenException, SecurityIRServiceException>) {
    super({ name: 'InvalidTokenException', $fault: 'client', ...options })
    Object.setPrototypeOf(this, InvalidTokenException.prototype)
  }
}

export class ResourceNotFoundException extends SecurityIRServiceException {
  static override readonly shapeId = `${NAMESPACE}#ResourceNotFoundException`
  override readonly name = 'ResourceNotFoundException'
  override readonly $fault = 'client'
  constructor(options: ExceptionOptionType<ResourceNotFoundException, SecurityIRServiceException>) {
    super({ name: 'ResourceNotFoundException', $fault: 'client', ...options })
    Object.setPrototypeOf(this, ResourceNotFoundException.prototype)
  }
}

export class SecurityIncidentResponseNotActiveException extends SecurityIRServiceException {
  static override readonly shapeId = `${NAMESPACE}#SecurityIncidentResponseNotActiveException`
  override readonly name = 'SecurityIncidentResponseNotActiveException'
  override readonly $fault = 'client'
  constructor(options: ExceptionOptionType<SecurityIncidentResponseNotActiveException, SecurityIRServiceException>) {
    super({ name: 'SecurityIncidentResponseNotActiveException', $fault: 'client', ...options })
    Object.setPrototypeOf(this, SecurityIncidentResponseNotActiveException.prototype)
  }
}

export class ServiceQuotaExceededException extends SecurityIRServiceException {
  static override readonly shapeId = `${NAMESPACE}#ServiceQuotaExceededException`
  override readonly name = 'ServiceQuotaExceededException'
  override readonly $fault = 'client'
  declare resourceId: string | undefined
  declare resourceType: string | undefined
  declare serviceCode: string | undefined
  declare quotaCode: string | undefined
  constructor(options: ExceptionOptionType<ServiceQuotaExceededException, SecurityIRServiceException>) {
    super({ name: 'ServiceQuotaExceededException', $fault: 'client', ...options })
    Object.setPrototypeOf(this, ServiceQuotaExceededException.prototype)
    this.resourceId = options.resourceId
    this.resourceType = options.resourceType
    this.serviceCode = options.serviceCode
    this.quotaCode = options.quotaCode
  }
}

export class ThrottlingException extends SecurityIRServiceException {
  static override readonly shapeId = `${NAMESPACE}#ThrottlingException`
  override readonly name = 'ThrottlingException'
  override readonly $fault = 'client'
  override $retryable = { throttling: true }
  declare serviceCode?: string | undefined
  declare quotaCode?: string | undefined
  /** From the header, as the runtime read it: NaN for an HTTP date. */
  declare retryAfterSeconds?: number | undefined
  constructor(options: ExceptionOptionType<ThrottlingException, SecurityIRServiceException>) {
    super({ name: 'ThrottlingException', $fault: 'client', ...options })
    Object.setPrototypeOf(this, ThrottlingException.prototype)
    this.serviceCode = options.serviceCode
    this.quotaCode = options.quotaCode
    this.retryAfterSeconds = options.retryAfterSeconds
  }
}

export class ValidationException extends SecurityIRServiceException {
  static override readonly shapeId = `${NAMESPACE}#ValidationException`
  override readonly name = 'ValidationException'
  override readonly $fault = 'client'
  declare reason: ValidationExceptionReason | undefined
  declare fieldList?: ValidationExceptionField[] | undefined
  constructor(options: ExceptionOptionType<ValidationException, SecurityIRServiceException>) {
    super({ name: 'ValidationException', $fault: 'client', ...options })
    Object.setPrototypeOf(this, ValidationException.prototype)
    this.reason = options.reason
    this.fieldList = options.fieldList
  }
}
