// What is wrong with the templates of a body that has actions. Another process finds it out, before the body is read,
// so that reading lists it in its place among all else that is wrong.
#pragma once

#include <server/base/json/problems.hpp>

#include <boost/json/value.hpp>

#include <string>
#include <unordered_map>

namespace praetor::models::actions {

// By the value of the document that has the fault; the document stays where it is as long as this lives.
class template_errors
{
public:
    // The last words about a place count.
    void add(boost::json::value const& where, std::string message)
    {
        messages_.insert_or_assign(&where, std::move(message));
    }

    // While one lives, the codecs of actions find these faults on its thread. The faults outlive it.
    class known
    {
    public:
        explicit known(template_errors const& all) noexcept;
        ~known();
        known(known const&) = delete;
        known& operator=(known const&) = delete;

    private:
        template_errors const* before_;
    };

    // For the codecs: adds the fault of `from` to `found`, and gives false where it has none that is known.
    static bool refuse(boost::json::value const& from, json::problems& found);

private:
    std::unordered_map<boost::json::value const*, std::string> messages_;
};

} // namespace praetor::models::actions
