/** Does nothing: what the environment itself costs. */
export const handler = async () => ({ statusCode: 200, body: '' });
