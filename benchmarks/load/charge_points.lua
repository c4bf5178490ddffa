-- What the scripts of this folder share: many charge points in turn, each message a new one.
--
-- Settings come by environment: BENCH_IDENTITIES (how many charge points), BENCH_EPOCH (seconds; the times told start
-- there), BENCH_RUN (a number that no other run on the same store has) and BENCH_TRANSACTIONS (a file, one transaction
-- id a line, in the order of the charge points).

local identities = tonumber(os.getenv("BENCH_IDENTITIES"))
local epoch = tonumber(os.getenv("BENCH_EPOCH"))
local run = tonumber(os.getenv("BENCH_RUN"))

local ENVELOPE = '<?xml version="1.0" encoding="UTF-8"?>'
   .. '<soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope"'
   .. ' xmlns:wsa="http://www.w3.org/2005/08/addressing" xmlns:cs="urn://Ocpp/Cs/2012/06/"><soap:Header>'
   .. '<cs:chargeBoxIdentity soap:mustUnderstand="true">%s</cs:chargeBoxIdentity>'
   .. '<wsa:Action soap:mustUnderstand="true">/%s</wsa:Action>'
   .. '<wsa:MessageID>urn:uuid:%08x-%04x-4000-8000-%012x</wsa:MessageID>'
   .. '<wsa:From><wsa:Address>http://10.1.%d.%d:8080/ocpp</wsa:Address></wsa:From>'
   .. '<wsa:ReplyTo><wsa:Address>http://www.w3.org/2005/08/addressing/anonymous</wsa:Address></wsa:ReplyTo>'
   .. '<wsa:To>http://central-system.example/ocpp</wsa:To>'
   .. '</soap:Header><soap:Body>%s</soap:Body></soap:Envelope>'

local M = { transactions = {} }

-- Every thread of wrk has a Lua state of its own; they share the numbers between them.
local threads = 0

function setup(thread)
   thread:set("worker", threads)
   threads = threads + 1
   thread:set("workers", tonumber(os.getenv("BENCH_THREADS")))
end

local sent = 0

-- The next message: whose it is, which round of that charge point this is, and the time it tells. Times go forward by
-- a tenth of a millisecond a message, so that two messages of one charge point never tell the same.
function M.next()
   local number = sent * workers + worker
   sent = sent + 1
   local second = epoch + math.floor(number / 10000)
   return {
      number = number,
      index = number % identities + 1,
      round = math.floor(number / identities),
      time = os.date("!%Y-%m-%dT%H:%M:%S", second) .. string.format(".%03dZ", math.floor(number % 10000 / 10)),
   }
end

-- The HTTP request that carries a body for an operation.
function M.request(message, operation, body)
   local index = message.index
   local envelope = string.format(ENVELOPE, string.format("BENCH-%06d", index), operation, epoch, run, message.number,
      math.floor(index / 256) % 256, index % 256, body)
   return wrk.format("POST", nil,
      { ["Content-Type"] = 'application/soap+xml; charset=utf-8; action="/' .. operation .. '"' }, envelope)
end

for line in io.lines(os.getenv("BENCH_TRANSACTIONS")) do
   table.insert(M.transactions, line)
end

-- One line of JSON, which the program that started wrk reads.
function done(summary, latency)
   local errors = summary.errors
   io.write(string.format('{"requests": %d, "duration_us": %d, "p50_us": %d, "p99_us": %d, "not_2xx": %d, "broken": %d}\n',
      summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), errors.status,
      errors.connect + errors.read + errors.write + errors.timeout))
end

return M
