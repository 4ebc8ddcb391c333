#include <models/automations/actions/template_errors.hpp>

namespace praetor::models::actions {
namespace {

// A codec has no place for what was found out about its document.
thread_local template_errors const* known_here = nullptr;

} // namespace

template_errors::known::known(template_errors const& all) noexcept : before_(known_here)
{
    known_here = &all;
}

template_errors::known::~known()
{
    known_here = before_;
}

bool template_errors::refuse(boost::json::value const& from, json::problems& found)
{
    if (known_here == nullptr)
        return false;
    auto const problem = known_here->messages_.find(&from);
    if (problem == known_here->messages_.end())
        return false;
    found.add_value_error(problem->second, from);
    return true;
}

} // namespace praetor::models::actions
