/** How does BigQuery say no? */

/** The reasons of the API that the loopback gives, with the HTTP status of each. */
const STATUS = {
  accessDenied: 403,
  authError: 401,
  backendError: 503,
  badRequest: 400,
  billingTierLimitExceeded: 400,
  bytesBilledLimitExceeded: 400,
  conditionNotMet: 412,
  duplicate: 409,
  gone: 410,
  internalError: 500,
  invalid: 400,
  invalidQuery: 400,
  jobRateLimitExceeded: 403,
  notFound: 404,
  notImplemented: 501,
  parseError: 400,
  quotaExceeded: 403,
  rateLimitExceeded: 403,
  required: 400,
  resourceInUse: 400,
  resourcesExceeded: 400,
  responseTooLarge: 403,
  stopped: 499,
  timeout: 400,
} as const;

export type Reason = keyof typeof STATUS;

/** One entry of `errors`, and the shape of a job's `errorResult`. */
export type ErrorProto = { readonly reason: string; readonly location?: string; readonly message: string };

/** A refusal in the API's own words. `notImplemented` is the loopback's: something that it does not know. */
export class ApiError extends Error {
  readonly reason: Reason;
  readonly status: number;
  /** The field, the table or the place in the query, as the API gives it. */
  readonly location: string | undefined;
  /** More of them, for the rows of a file. */
  readonly others: readonly ErrorProto[];

  constructor(reason: Reason, message: string, location?: string, others: readonly ErrorProto[] = []) {
    super(message);
    this.reason = reason;
    this.status = STATUS[reason];
    this.location = location;
    this.others = others;
  }
}

/** A refusal of what the loopback does not know, so that nothing unknown ever passes quietly. */
export function unknownToLoopback(what: string): ApiError {
  return new ApiError('notImplemented', `the loopback BigQuery does not know ${what}`);
}

export function errorProto(error: ApiError): ErrorProto {
  const { reason, location, message } = error;
  return location === undefined ? { reason, message } : { reason, location, message };
}
