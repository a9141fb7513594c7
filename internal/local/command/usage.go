package command

const usageHead = `Reverie is an image editor made of functions. This runs all of it in one process.

  reverie [flags]        or, in a clone of the repository, go run . [flags]

Flags:
`

const usageEnv = `
Environment variables (flags win over them):

  Jobs
    JOB_TTL               time a job is kept after its last sign of life (100s)
    JOB_LEASE             silence after which a worker counts as lost (10s)
    JOB_MAX_WAIT          age of a job that no worker holds (1h)
    JOB_MAX_ATTEMPTS      workers a job may lose before it fails (3)
    CONVERSIONS           conversions at once (one for each processor)
    LONG_CONVERSIONS      and long ones besides (1)
    JOB_CLIENT_BURST      conversions that one public address may ask for at once (300)
    JOB_CLIENT_RATE       and how many more a minute (300)
    CONVERT_TIMEOUT       time for one conversion (60s, or what its converter states)
    CONVERT_TIMEOUT_<NAME>                      the same for one converter
    CONVERT_SPEED         this machine's speed in multiples of the usual one, for estimates (1)
    SWEEP_INTERVAL        time between two sweeps (a tenth of JOB_TTL)
    CONVERTERS            further converters of the catalogue, a JSON list

  Models: each .safetensors and .onnx file becomes a converter deepdream-<name>
    MODELS                a folder, or s3: and the beginning of keys in the bucket
    MODEL_MAX_BYTES       largest file (629145600)
    S3_BUCKET_MODELS      the bucket (reverie-models)

  Storage: without S3_ENDPOINT an S3 server in this process, in the data folder
    S3_ENDPOINT           URL of an S3 server with conditional writes
    S3_REGION             its region (us-east-1)
    S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY      credentials; or the AWS_ names
    S3_BUCKET_JOBS, S3_BUCKET_GALLERY, S3_BUCKET_ACCOUNTS
                          buckets (reverie-jobs, reverie-gallery, reverie-accounts)
    S3_TIMEOUT            time for one operation, its retries included (15s)

  Gateway
    TRUSTED_ORIGINS       other origins that may send unsafe requests, by commas
    TRUST_FORWARDED       true behind a proxy that sets X-Forwarded-For and -Proto
    TRUSTED_PROXIES       how many proxies add to X-Forwarded-For on the way (1)
    COOKIE_SECURE         true when people reach it over HTTPS (false here)
    UPLOAD_TIMEOUT        time for one upload (60s)
    UPLOAD_GRACE          time before an upload must keep a pace of 16 KiB/s (10s)
    MAX_UPLOADS           uploads at once (256)
    MAX_BUFFERED          bytes of all uploads in memory (67108864)

  Logs, traces, metrics (GET /metrics, from this machine only)
    LOG_LEVEL, LOG_FORMAT debug, info, warn or error; json or text
    OTEL_TRACES_EXPORTER  otlp, console or none; OTEL_EXPORTER_OTLP_ENDPOINT turns it on
    GOMEMLIMIT            memory at which the collector works harder (336MiB)
`
