#include <server/http/refusals.hpp>

#include <server/base/error.hpp>
#include <server/base/json/object_writer.hpp>
#include <server/base/json/problems.hpp>
#include <server/base/log.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

namespace praetor::http {
namespace {

response refuse_error(error const& thrown)
{
    switch (thrown.code()) {
    case errc::bad_request:
        return refusal(400, thrown.text());
    case errc::unauthorized:
        return exception_message(401, "Unauthorized");
    case errc::forbidden:
        return refusal(403, thrown.text());
    case errc::not_found:
        return refusal(404, thrown.text());
    case errc::object_not_found:
        return exception_message(404, thrown.text());
    case errc::conflict:
        return refusal(409, thrown.text());
    case errc::integrity:
        return refusal(409, "Data integrity conflict. This usually means a unique or foreign key constraint was "
                            "violated. See server logs for details.");
    case errc::too_large:
        return refusal(413, thrown.text());
    case errc::unprocessable:
        return refusal(422, thrown.text());
    case errc::locked:
        return refusal(423, thrown.text());
    case errc::unavailable:
    case errc::timeout:
        return unavailable();
    case errc::database:
    case errc::internal:
    case errc::bad_setting:
        break;
    }
    return exception_message(500, "Internal Server Error");
}

response refuse_invalid(json::invalid_request const& thrown)
{
    response made;
    made.status = 422;
    json::object_writer object{made.body};
    object.text("exception_message", "Invalid request received.")
        .json("exception_detail", thrown.detail())
        .json("request_body", thrown.body())
        .end();
    return made;
}

} // namespace

response refuse(std::exception_ptr thrown, request const& rq, log::level level_of_503)
{
    std::string message;
    response made;
    try {
        std::rethrow_exception(std::move(thrown));
    }
    catch (json::invalid_request const& invalid) {
        return refuse_invalid(invalid);
    }
    catch (error const& known) {
        made = refuse_error(known);
        message = known.text();
        if (known.code() == errc::integrity)
            log::warning("http", "request {} {} {}{}: {}", rq.id, rq.verb_text(), rq.root, rq.path, message);
    }
    catch (boost::system::system_error const& other) {
        // The client has gone, or the server ends: nobody reads this.
        if (other.code() == boost::asio::error::operation_aborted)
            return exception_message(503, "Service Unavailable");
        made = exception_message(500, "Internal Server Error");
        message = message_of(other);
    }
    catch (std::exception const& other) {
        made = exception_message(500, "Internal Server Error");
        message = message_of(other);
    }
    catch (...) {
        made = exception_message(500, "Internal Server Error");
        message = "an exception of an unknown type";
    }
    // What caused it is logged once, where it is; here it may come a thousand times a second.
    if (made.status == 503) {
        if (log::enabled(level_of_503))
            log::write(level_of_503, "http",
                       fmt::format("request {} {} {}{} was refused with 503: {}", rq.id, rq.verb_text(), rq.root,
                                   rq.path, message));
    }
    else if (made.status >= 500)
        log::error("http", "request {} {} {}{} failed with {}: {}", rq.id, rq.verb_text(), rq.root, rq.path,
                   made.status, message);
    return made;
}

} // namespace praetor::http
