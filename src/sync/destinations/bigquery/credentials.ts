import { readFile } from 'node:fs/promises';
import { BigQuery } from '@google-cloud/bigquery';
import {
  type AuthClient,
  ExternalAccountClient,
  type ExternalAccountClientOptions,
  GoogleAuth,
  Impersonated,
  JWT,
  OAuth2Client,
  UserRefreshClient,
} from 'google-auth-library';
import type { BigQuerySpec } from '../../config/spec.ts';
import { BigQueryError } from './errors.ts';

/** Who we are to Google. */
export type Credentials = {
  /** Headers that say so, with a token that is renewed when it is about to end. Throws BigQueryError. */
  headers(): Promise<Readonly<Record<string, string>>>;
  /** Google's own client, which sends what these headers authorise. Throws BigQueryError. */
  client(): Promise<BigQuery>;
  /** Forgets the token: the server did not take it. */
  renew(): void;
};

const SCOPES = ['https://www.googleapis.com/auth/bigquery', 'https://www.googleapis.com/auth/devstorage.read_write'];
/** Impersonation asks another service for the token, which needs the wider scope. */
const PLATFORM = 'https://www.googleapis.com/auth/cloud-platform';

const GOOGLE = 'https://bigquery.googleapis.com';

/** Where the API is, without a path. */
export function addressOf({ endpoint }: Pick<BigQuerySpec, 'endpoint'>): string {
  return (endpoint ?? GOOGLE).replace(/\/+$/, '');
}

type Key = { readonly type: string } & Readonly<
  Partial<Record<'client_email' | 'private_key' | 'private_key_id', string>>
>;

export function credentialsOf(spec: BigQuerySpec): Credentials {
  let made: Promise<{ readonly auth: AuthClient; readonly client: BigQuery }> | null = null;
  async function known() {
    try {
      made ??= clientsOf(spec);
      return await made;
    } catch (error) {
      made = null;
      throw credentialsError(error);
    }
  }
  return {
    async headers() {
      const { auth } = await known();
      try {
        return Object.fromEntries((await auth.getRequestHeaders()).entries());
      } catch (error) {
        made = null;
        throw credentialsError(error);
      }
    },
    client: async () => (await known()).client,
    renew() {
      made = null;
    },
  };
}

async function clientsOf(spec: BigQuerySpec) {
  const auth = await authOf(spec);
  const client = new BigQuery({
    projectId: spec.project,
    apiEndpoint: addressOf(spec),
    authClient: auth,
    autoRetry: false,
  });
  return { auth, client };
}

/** An address of plain http is an emulator's: it gets a word that is no token, and nothing of ours is even looked for. */
async function authOf(spec: BigQuerySpec): Promise<AuthClient> {
  if (!spec.endpoint?.startsWith('http:')) return clientOf(spec);
  const emulator = new OAuth2Client();
  emulator.setCredentials({ access_token: 'emulator', expiry_date: 8.64e15 });
  return emulator;
}

async function clientOf({ credentials, impersonate }: BigQuerySpec): Promise<AuthClient> {
  const scopes = impersonate === null ? SCOPES : [PLATFORM];
  const sourceClient =
    credentials.kind === 'default'
      ? await new GoogleAuth({ scopes }).getClient()
      : keyClient(keyOf(await written(credentials)), scopes);
  if (impersonate === null) return sourceClient;
  return new Impersonated({ sourceClient, targetPrincipal: impersonate, targetScopes: SCOPES, lifetime: 3600 });
}

/** By the kinds of keys that people have, each with its own constructor: the library's general one is being taken away. */
function keyClient(key: Key, scopes: string[]): AuthClient {
  const { client_email: email, private_key: pem, private_key_id: keyId } = key;
  if (key.type === 'service_account' && email !== undefined && pem !== undefined) {
    return new JWT({ email, key: pem, scopes, ...(keyId === undefined ? {} : { keyId }) });
  }
  if (key.type === 'authorized_user') return UserRefreshClient.fromJSON(key);
  const external =
    key.type === 'external_account'
      ? ExternalAccountClient.fromJSON({ ...key, scopes } as unknown as ExternalAccountClientOptions)
      : null;
  if (external === null) throw new BigQueryError('a key of another kind', { reason: 'badKey' });
  return external;
}

async function written(
  credentials: Exclude<BigQuerySpec['credentials'], { readonly kind: 'default' }>,
): Promise<string> {
  if (credentials.kind === 'json') return credentials.key;
  try {
    return await readFile(credentials.path, 'utf8');
  } catch (error) {
    throw new BigQueryError('the key file cannot be read', { reason: 'noKeyFile' }, error);
  }
}

/** The JSON of a key. Its text is in no error: it is a secret. */
function keyOf(text: string): Key {
  try {
    const key: unknown = JSON.parse(text);
    if (typeof key === 'object' && key !== null && 'type' in key) return key as Key;
  } catch {
    // Said below, without the text.
  }
  throw new BigQueryError('the key is not the JSON of a Google key', { reason: 'badKey' });
}

/** What the library throws, by its codes: it has no class for most of it. */
function credentialsError(error: unknown): unknown {
  if (error instanceof BigQueryError) return error;
  const {
    code,
    message = '',
    response,
  } = (error ?? {}) as {
    readonly code?: unknown;
    readonly message?: string;
    readonly response?: { readonly status?: number; readonly data?: { readonly error?: unknown } };
  };
  const said = response?.data?.error;
  if (typeof said === 'string')
    return new BigQueryError('no token', { reason: said, status: response?.status ?? null }, error);
  if (typeof code === 'string' && code.startsWith('ERR_OSSL_'))
    return new BigQueryError('no signature', { reason: 'badKey' }, error);
  if (response !== undefined) return answered(response.status ?? 0, said, error);
  // The library's own words, which are not localised; it gives them no code.
  if (/^Could not load the default credentials/.test(message)) {
    return new BigQueryError('no credentials', { reason: 'noCredentials' }, error);
  }
  if (/private_key|client_email|JSON/i.test(message)) return new BigQueryError('no key', { reason: 'badKey' }, error);
  return error;
}

/** The service that hands out tokens of another account answers like any other service of Google. */
function answered(status: number, said: unknown, error: unknown): BigQueryError {
  const { status: word } = (typeof said === 'object' && said !== null ? said : {}) as { readonly status?: string };
  const reason = status === 403 ? 'impersonationDenied' : status >= 500 ? 'backendError' : (word ?? 'authError');
  return new BigQueryError('no token', { reason, status }, error);
}
