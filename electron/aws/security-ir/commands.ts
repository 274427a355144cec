import { makeBuilder } from '@smithy/core/client'
import { getEndpointPlugin } from '@smithy/core/endpoints'
import type { MetadataBearer } from '@smithy/types'
import type { SecurityIRClientResolvedConfig } from './client'
import { ENDPOINT_PARAMETERS } from './endpoint'
import type {
  GetCaseRequest, GetCaseResponse, ListCaseEditsRequest, ListCaseEditsResponse, ListCasesRequest, ListCasesResponse, UpdateCaseRequest,
  UpdateCaseResponse,
} from './models'
import { GetCase$, ListCaseEdits$, ListCases$, UpdateCase$ } from './schemas'

export type GetCaseCommandInput = GetCaseRequest
export type GetCaseCommandOutput = GetCaseResponse & MetadataBearer
export type ListCasesCommandInput = ListCasesRequest
export type ListCasesCommandOutput = ListCasesResponse & MetadataBearer
export type UpdateCaseCommandInput = UpdateCaseRequest
export type UpdateCaseCommandOutput = UpdateCaseResponse & MetadataBearer
export type ListCaseEditsCommandInput = ListCaseEditsRequest
export type ListCaseEditsCommandOutput = ListCaseEditsResponse & MetadataBearer

export type ServiceInputTypes = GetCaseCommandInput | ListCasesCommandInput | UpdateCaseCommandInput | ListCaseEditsCommandInput
export type ServiceOutputTypes = GetCaseCommandOutput | ListCasesCommandOutput | UpdateCaseCommandOutput | ListCaseEditsCommandOutput

const command = makeBuilder<SecurityIRClientResolvedConfig, ServiceInputTypes, ServiceOutputTypes>(
  ENDPOINT_PARAMETERS, 'SecurityIR', 'SecurityIRClient', getEndpointPlugin,
)

export class GetCaseCommand extends command<GetCaseCommandInput, GetCaseCommandOutput>({}, () => [], 'GetCase', GetCase$) {}
export class ListCasesCommand extends command<ListCasesCommandInput, ListCasesCommandOutput>({}, () => [], 'ListCases', ListCases$) {}
export class UpdateCaseCommand extends command<UpdateCaseCommandInput, UpdateCaseCommandOutput>({}, () => [], 'UpdateCase', UpdateCase$) {}
export class ListCaseEditsCommand extends command<ListCaseEditsCommandInput, ListCaseEditsCommandOutput>(
  {}, () => [], 'ListCaseEdits', ListCaseEdits$,
) {}
