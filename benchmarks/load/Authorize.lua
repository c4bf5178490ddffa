-- Each charge point asks about its own tag.

local charge_points = require("charge_points")

function request()
   local message = charge_points.next()
   local body = string.format("<cs:authorizeRequest><cs:idTag>BENCH%06d</cs:idTag></cs:authorizeRequest>", message.index)
   return charge_points.request(message, "Authorize", body)
end
