#include <models/orchestration/transition.hpp>

#include <server/base/json/codec_impl.hpp>

PRAETOR_JSON_CODEC(praetor::models::set_state_status)
PRAETOR_JSON_CODEC(praetor::models::orchestration_result)

namespace praetor::models {

void transition::reject(std::optional<models::state> instead, std::string reason)
{
    proposed = std::move(instead);
    status = set_state_status::REJECT;
    details = {"reject_details", std::move(reason), std::nullopt};
}

void transition::abort(std::string reason)
{
    proposed.reset();
    status = set_state_status::ABORT;
    details = {"abort_details", std::move(reason), std::nullopt};
}

void transition::wait(std::int64_t seconds, std::string reason)
{
    proposed.reset();
    status = set_state_status::WAIT;
    details = {"wait_details", std::move(reason), seconds};
}

} // namespace praetor::models

namespace praetor::json {

void codec<models::transition_details>::write(std::string& out, models::transition_details const& value)
{
    out += R"({"type":)";
    codec<std::string>::write(out, value.type);
    if (value.delay_seconds)
        out += R"(,"delay_seconds":)" + std::to_string(*value.delay_seconds);
    if (value.type != "accept_details") {
        out += R"(,"reason":)";
        codec<std::optional<std::string>>::write(out, value.reason);
    }
    out += '}';
}

bool codec<models::transition_details>::read(models::transition_details&, boost::json::value const& from,
                                             problems& found)
{
    refuse_extra(from, found); // never part of a request
    return false;
}

} // namespace praetor::json
