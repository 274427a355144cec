export { SecurityIRClient, type SecurityIRClientConfig, type SecurityIRClientResolvedConfig } from './client'
export * from './commands'
export {
  AccessDeniedException, ConflictException, InternalServerException, InvalidTokenException, ResourceNotFoundException,
  SecurityIncidentResponseNotActiveException, SecurityIRServiceException, ServiceQuotaExceededException, ThrottlingException,
  ValidationException,
} from './errors'
export type * from './models'
