import { order } from '../support/gateway.ts';
import type { RecordedCase, Source } from './recorded-case.ts';

// Data that the tests of localstack/localstack (Apache-2.0, commit 8b9a79f0) recorded against AWS, and a few
// facts from AWS's documentation and from access logs. Only requests and responses, none of the tests' code.

const recording = (from: string, recorded: string): Source => ({ from: `localstack ${from}`, recorded });
const proxyEvents = recording('test_lambda_aws_proxy_integration', '2024-08-02');
const dataMapping = recording('test_lambda_aws_proxy_integration_request_data_mapping', '2024-07-22');
const responseFormat = recording('test_aws_proxy_response_payload_format_validation', '2024-11-15');
const lambdaHeaders = recording('test_apigateway_header_remapping_aws[AWS_PROXY]', '2024-12-11');
const httpHeaders = recording('test_apigateway_header_remapping_http[HTTP_PROXY]', '2024-12-11');
const traceIds = recording('test_invocation_trace_id', '2024-08-07');
const notFound = recording('test_routing_not_found', '2024-07-23');
const mockTemplate = recording('test_integration_mock_with_path_param', '2024-11-29');
const binarySupport = recording(
  'test_apigw_s3_binary_support_response_convert_to_binary_with_request_template',
  '2025-03-17',
);
const gatewayResponses = recording('test_gateway_response_put', '2024-06-20');
const accessLogs: Source = { from: 'access logs in the thread of azul#7470', recorded: undefined };
const routing: Source = { from: 'assertions of localstack tests that pass on AWS', recorded: undefined };
const guide: Source = { from: 'the API Gateway developer guide', recorded: undefined };

const internalError = { message: 'Internal server error' };

// A value for every header that the recordings sent.
const allHeaders = [
  'Accept: application/json',
  'Accept-Charset: UTF-8',
  'Accept-Encoding: br',
  'Age: request_Age',
  'Authorization: Unauthorized',
  'Content-Encoding: deflate',
  'Content-MD5: request_Content-MD5',
  'Content-Type: application/json',
  'Date: request_Date',
  'Max-Forwards: 1',
  'Pragma: cache',
  'Proxy-Authenticate: Basic',
  'Range: bytes=500-999',
  'Referer: https://example.com/',
  'Server: request_Server',
  'TE: trailers',
  'Trailer: user-agent',
  'User-Agent: tester/0.0',
  'Warn: 299 tester/0.0',
  'WWW-Authenticate: Basic',
];

const events: RecordedCase[] = [
  {
    title: 'a path without a slash at its end',
    request: 'GET /proxy-value',
    expected: {
      event: {
        path: '/proxy-value',
        pathParameters: { proxy: 'proxy-value' },
        queryStringParameters: null,
        multiValueQueryStringParameters: null,
        stageVariables: null,
        body: null,
        isBase64Encoded: false,
        resource: '/{proxy+}',
        requestContext: { path: '/stage/proxy-value', resourcePath: '/{proxy+}', stage: 'stage' },
      },
    },
  },
  {
    title: 'a slash at the end stays in the path, and not in the path parameter',
    request: 'GET /proxy-value/?urlparam=test',
    expected: {
      event: {
        path: '/proxy-value/',
        pathParameters: { proxy: 'proxy-value' },
        queryStringParameters: { urlparam: 'test' },
        multiValueQueryStringParameters: { urlparam: ['test'] },
        requestContext: { path: '/stage/proxy-value/' },
      },
    },
  },
  {
    title: 'two slashes inside a greedy parameter stay',
    request: 'GET /proxy-value//double-slash',
    expected: {
      event: {
        path: '/proxy-value//double-slash',
        pathParameters: { proxy: 'proxy-value//double-slash' },
        requestContext: { path: '/stage/proxy-value//double-slash' },
      },
    },
  },
  {
    title: 'two slashes in front count as one, except in requestContext.path',
    request: 'GET //proxy-value',
    expected: {
      event: {
        path: '/proxy-value',
        pathParameters: { proxy: 'proxy-value' },
        requestContext: { path: '/stage//proxy-value' },
      },
    },
  },
  {
    title: 'two slashes in front of a literal path',
    request: 'GET //hardcoded',
    expected: {
      event: {
        path: '/hardcoded',
        pathParameters: null,
        resource: '/hardcoded',
        requestContext: { path: '/stage//hardcoded' },
      },
    },
  },
  {
    title: 'a greedy parameter stays percent-encoded',
    request: 'GET /proxy-value/api/user/test%2Balias@gmail.com/plus/test+alias@gmail.com',
    expected: {
      event: {
        path: '/proxy-value/api/user/test%2Balias@gmail.com/plus/test+alias@gmail.com',
        pathParameters: { proxy: 'proxy-value/api/user/test%2Balias@gmail.com/plus/test+alias@gmail.com' },
      },
    },
  },
  {
    title: 'query parameters are decoded, + and %20 to blanks',
    request:
      'GET /proxy-value/api?plus=test+alias@gmail.com&email=test%2Balias@gmail.com&whitespace=foo%20bar',
    expected: {
      event: {
        queryStringParameters: {
          email: 'test+alias@gmail.com',
          plus: 'test alias@gmail.com',
          whitespace: 'foo bar',
        },
      },
    },
  },
  {
    title: 'the last of several values of a query parameter wins, and all are listed',
    request: 'POST /proxy-value?category=electronics&category=books&price=10&price=20&price=30',
    expected: {
      event: {
        queryStringParameters: { category: 'books', price: '30' },
        multiValueQueryStringParameters: {
          category: ['electronics', 'books'],
          price: ['10', '20', '30'],
        },
      },
    },
  },
  {
    title: 'authorization is spelt Authorization, and other names stay as they were written',
    request: 'GET /proxy-value',
    headers: ['authorization: random-value', 'tEsT-HEADeR: aValUE'],
    expected: {
      event: {
        headers: { Authorization: 'random-value', 'tEsT-HEADeR': 'aValUE' },
        multiValueHeaders: { Authorization: ['random-value'], 'tEsT-HEADeR': ['aValUE'] },
      },
    },
  },
  {
    title: 'an event has the headers of the edge',
    request: 'GET /proxy-value',
    expected: {
      event: {
        headers: {
          Via: expect.any(String),
          'X-Amz-Cf-Id': expect.any(String),
          'X-Amzn-Trace-Id': expect.any(String),
          'X-Forwarded-For': expect.any(String),
          'X-Forwarded-Port': expect.any(String),
          'X-Forwarded-Proto': expect.any(String),
        },
      },
    },
  },
].map((item) => ({ source: proxyEvents, api: 'Lambda', ...item }));

const lambdaIntegration: RecordedCase[] = [
  {
    title: 'a Lambda proxy ignores header mappings',
    source: dataMapping,
    request: 'POST /mapped/headerVar',
    headers: ['foobar: mapped-value', 'headerVar: request-value'],
    expected: { event: { headers: { foobar: 'mapped-value', headerVar: 'request-value' } } },
  },
  {
    title: 'an event lacks some headers',
    source: lambdaHeaders,
    request: 'GET /headers',
    headers: allHeaders,
    expected: {
      event: {
        headers: {
          Accept: 'application/json',
          'Accept-Charset': 'UTF-8',
          'Accept-Encoding': 'br',
          Age: 'request_Age',
          Authorization: 'Unauthorized',
          'Content-Encoding': 'deflate',
          'Content-Type': 'application/json',
          Date: 'request_Date',
          Pragma: 'cache',
          Range: 'bytes=500-999',
          Referer: 'https://example.com/',
          'User-Agent': 'tester/0.0',
          Warn: '299 tester/0.0',
        },
      },
      eventLacks: [
        'connection',
        'content-length',
        'content-md5',
        'expect',
        'max-forwards',
        'proxy-authenticate',
        'server',
        'te',
        'trailer',
        'upgrade',
        'www-authenticate',
      ],
    },
  },
  ...['authorization', 'connection', 'content-length', 'expect', 'proxy-authenticate', 'te'].map((name) => ({
    title: `a Lambda proxy with a mapping to ${name} fails`,
    source: lambdaHeaders,
    request: `GET /mapped/${name}`,
    expected: {
      status: 500,
      headers: { 'x-amzn-errortype': 'InternalServerErrorException' },
      body: internalError,
    },
  })),
  {
    title: 'the response of a Lambda proxy has a trace ID',
    source: traceIds,
    request: 'GET /x',
    expected: { headers: { 'x-amzn-trace-id': expect.any(String) } },
  },
].map((item) => ({ api: 'Lambda', ...item }));

const malformed = { status: 502, body: internalError };
const lambdaResponses: RecordedCase[] = [
  { title: 'only a status', returns: { statusCode: 200 }, expected: { status: 200, body: '' } },
  {
    title: 'headers that are not strings',
    returns: { statusCode: 200, headers: { 'test-header': 'value', 'header-bool': true } },
    expected: {
      headers: { 'test-header': 'value', 'header-bool': 'true', 'content-type': 'application/json' },
    },
  },
  {
    title: 'headers that are null',
    returns: { statusCode: 200, headers: null },
    expected: { status: 200, body: '', headers: { 'content-length': '0' } },
  },
  { title: 'an unknown field', returns: { statusCode: 200, wrongValue: 'value' }, expected: malformed },
  { title: 'an empty map', returns: {}, expected: malformed },
  {
    title: 'base64 without a binary type',
    returns: { statusCode: 200, body: 'dGVzdC1kYXRh', isBase64Encoded: true },
    expected: { status: 200, body: 'dGVzdC1kYXRh' },
  },
  {
    title: 'several values of a header',
    returns: { statusCode: 200, multiValueHeaders: { 'test-multi': ['value1', 'value2'] } },
    expected: { headers: { 'test-multi': 'value1, value2' } },
  },
  {
    title: 'a header in both maps',
    returns: {
      statusCode: 200,
      multiValueHeaders: { 'test-multi': ['value-multi'] },
      headers: { 'test-multi': 'value-solo' },
    },
    expected: { headers: { 'test-multi': 'value-multi, value-solo' } },
  },
  {
    title: 'a header in both maps, in two spellings',
    returns: {
      statusCode: 200,
      multiValueHeaders: { 'tesT-Multi': ['value-multi'] },
      headers: { 'test-multi': 'value-solo' },
    },
    expected: { headers: { 'test-multi': 'value-multi, value-solo' } },
  },
  {
    title: 'a multi-value header that is not a list',
    returns: { statusCode: 200, multiValueHeaders: { 'test-multi-invalid': 'value1' } },
    expected: malformed,
  },
  { title: 'a status that is no number', returns: { statusCode: 'test' }, expected: malformed },
  { title: 'a status as a string', returns: { statusCode: '201' }, expected: { status: 201 } },
  { title: 'a string', returns: 'justAString', expected: malformed },
  {
    title: 'only headers',
    returns: { headers: { 'test-header': 'value' } },
    expected: { status: 200, headers: { 'test-header': 'value' } },
  },
].map(({ title, ...item }) => ({
  title: `a function returns ${title}`,
  source: responseFormat,
  api: 'Lambda',
  request: 'POST /returned',
  ...item,
}));

const httpIntegration: RecordedCase[] = [
  {
    title: 'an upstream gets these headers, and not those',
    request: 'GET /headers',
    headers: allHeaders,
    expected: {
      upstream: {
        accept: 'application/json',
        'accept-charset': 'UTF-8',
        'accept-encoding': 'br',
        age: 'request_Age',
        authorization: 'Unauthorized',
        'content-type': 'application/json',
        date: 'request_Date',
        pragma: 'cache',
        range: 'bytes=500-999',
        referer: 'https://example.com/',
        'user-agent': 'tester/0.0',
        warn: '299 tester/0.0',
        'x-amzn-apigateway-api-id': expect.any(String),
        'x-amzn-trace-id': expect.any(String),
      },
      upstreamLacks: [
        'content-encoding',
        'content-md5',
        'expect',
        'max-forwards',
        'proxy-authenticate',
        'server',
        'te',
        'trailer',
        'upgrade',
        'www-authenticate',
      ],
    },
  },
  {
    title: 'mappings set headers that a client cannot',
    request: 'GET /mapped',
    headers: allHeaders,
    expected: {
      upstream: {
        authorization: 'mapped-authorization',
        'content-encoding': 'compress',
        'content-md5': 'mapped-md5',
        'max-forwards': '2',
        server: 'mapped-server',
        'www-authenticate': 'Basic',
      },
    },
  },
  ...['length', 'encoding'].map((name) => ({
    title: `a mapping to the framing header of the ${name} fails`,
    request: `GET /${name}`,
    expected: { status: 500, body: internalError },
  })),
  {
    title: "an upstream's response has some headers renamed",
    request: 'GET /typeless',
    expected: {
      status: 200,
      headers: {
        'content-length': '4',
        'x-amzn-remapped-connection': 'keep-alive',
        'x-amzn-remapped-content-length': '4',
        'x-amzn-remapped-date': expect.any(String),
        'x-amzn-remapped-server': 'up',
        'x-amzn-remapped-www-authenticate': 'Basic',
      },
    },
  },
  {
    title: "an upstream's response without a content type becomes JSON",
    source: guide,
    request: 'GET /typeless',
    expected: { headers: { 'content-type': 'application/json' }, body: 'text' },
  },
  {
    title: 'an upstream whose name does not resolve is a configuration error',
    source: guide,
    request: 'GET /unresolvable',
    expected: { status: 500, body: internalError },
  },
].map((item) => ({ source: httpHeaders, api: 'Http', ...item }));

const missingToken = { status: 403, body: { message: 'Missing Authentication Token' } };
const routes: RecordedCase[] = [
  {
    title: 'an unknown path',
    source: notFound,
    api: 'Literal',
    request: 'GET /nothing',
    expected: missingToken,
  },
  {
    title: 'a wrong method',
    source: notFound,
    api: 'Literal',
    request: 'POST /working',
    expected: missingToken,
  },
  {
    title: 'an unknown path with an Authorization that is no AWS signature is DEFAULT_4XX',
    source: accessLogs,
    api: 'Responses',
    request: 'GET /nothing',
    headers: ['Authorization: Bearer x'],
    expected: { status: 403, body: { type: 'DEFAULT_4XX' } },
  },
  {
    title: 'a resource that lacks the method does not end the search',
    source: routing,
    api: 'Fallback',
    request: 'OPTIONS /test',
    expected: { event: { resource: '/{proxy+}', pathParameters: { proxy: 'test' } } },
  },
  {
    title: 'a resource with a method wins over a greedy one',
    source: routing,
    api: 'Fallback',
    request: 'POST /test',
    expected: { event: { resource: '/test', pathParameters: null } },
  },
  {
    title: 'a path that begins like another resource falls back to the greedy one',
    source: routing,
    api: 'Greedy',
    request: 'GET /part1/random',
    expected: { event: { resource: '/{param+}', pathParameters: { param: 'part1/random' } } },
  },
];

const deny = { Effect: 'Deny', Action: '*', Resource: '*' };
const gatewayOwn: RecordedCase[] = [
  {
    title: 'a mock takes {statusCode: 200} and has a response template',
    source: mockTemplate,
    api: 'Binary',
    request: 'GET /both',
    expected: { status: 200, body: { made: 'by a template' } },
  },
  {
    title: 'a response template over bytes fails',
    source: binarySupport,
    api: 'Binary',
    request: 'GET /request-only',
    expected: { status: 500 },
  },
  {
    title: 'DEFAULT_5XX gives status, headers and template to types without a response of their own',
    source: gatewayResponses,
    api: 'Responses',
    request: 'GET /down',
    headers: ['Accept: application/json'],
    expected: {
      status: 599,
      headers: { 'x-request-header': 'application/json' },
      body: { type: 'INTEGRATION_FAILURE' },
    },
  },
  {
    title: 'a response of its own without a status and a template keeps the defaults',
    source: gatewayResponses,
    api: 'Responses',
    request: 'GET /guarded',
    headers: [`Authorization: ${order({ throw: 'failure' }).authorization}`],
    expected: { status: 500, headers: { foo: 'bar' }, body: { message: null } },
  },
  {
    title: '$context variables are not escaped',
    source: guide,
    api: 'Responses',
    request: 'GET /guarded',
    headers: [`Authorization: ${order({ policy: [deny], context: { code: 'a"b' } }).authorization}`],
    expected: { status: 403, body: '{"code":"a"b"}' },
  },
];

/** What AWS did. */
export const awsResponses: readonly RecordedCase[] = [
  ...events,
  ...lambdaIntegration,
  ...lambdaResponses,
  ...httpIntegration,
  ...routes,
  ...gatewayOwn,
];
