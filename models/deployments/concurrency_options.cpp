#include <models/deployments/concurrency_options.hpp>

#include <server/base/json/codec_impl.hpp>

PRAETOR_JSON_CODEC(praetor::models::concurrency_options)

namespace praetor::models {

// Older releases of Prefect know no grace period.
template <>
void stored_document<concurrency_options>::complete()
{
    auto const end = text.rfind('}');
    if (end != std::string::npos && text.find("\"grace_period_seconds\"") == std::string::npos)
        text.insert(end, R"(,"grace_period_seconds":null)");
}

} // namespace praetor::models
