import { COMMON_ROUTES, NOTIFICATIONS_BELOW, PROVIDER_ROUTES } from '../../../shared/http/routes.ts';
import { HEADER_COMPONENTS } from './headers.ts';
import type { Json } from './json-schema.ts';
import { PARAMETERS, toParameters } from './parameters.ts';
import { toProblemReferences, toProblemResponses } from './problem-responses.ts';
import { toProblemExamples } from './problems.ts';
import { ROUTE_WORDS, type RouteWords } from './routes.ts';
import { toSchemas } from './schemas.ts';
import { INFO, SECURITY_SCHEMES, SERVERS, TAGS } from './words.ts';

/** The description of the API (OpenAPI 3.1). */
export function toOpenApi(): Json {
  return {
    openapi: '3.1.0',
    info: INFO,
    servers: SERVERS,
    security: Object.keys(SECURITY_SCHEMES).map((name) => ({ [name]: [] })),
    tags: TAGS,
    paths: toPaths(),
    components: {
      securitySchemes: SECURITY_SCHEMES,
      parameters: PARAMETERS,
      headers: HEADER_COMPONENTS,
      responses: toProblemResponses(),
      schemas: toSchemas(),
      examples: toProblemExamples(),
    },
  };
}

function toPaths(): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const { name, method, path, ...route } of [
    ...COMMON_ROUTES,
    ...PROVIDER_ROUTES,
    ...NOTIFICATIONS_BELOW,
  ]) {
    const isPublic = 'public' in route;
    const operation = {
      operationId: name,
      ...toOperation(path, ROUTE_WORDS[name]),
      ...(isPublic && { security: [] }),
    };
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation };
  }
  return paths;
}

function toOperation(path: string, words: RouteWords): Json {
  const { tag, summary, description, parameters, requestBody, answers, problems } = words;
  const references = toParameters(path, parameters);
  return {
    tags: [tag],
    summary,
    description,
    ...(references.length > 0 && { parameters: references }),
    ...(requestBody && { requestBody }),
    responses: { ...answers, ...toProblemReferences(problems) },
  };
}
