// The question of the cases that ask one and the same request.
#pragma once

#include <bench/load.hpp>

#include <string>
#include <utility>

namespace praetor::bench {

class repeated_request : public question
{
public:
    // `request` as request.hpp writes it.
    explicit repeated_request(std::string request) : request_{std::move(request)} {}

    task<unsigned> ask(connection& to) override
    {
        auto const got = co_await to.exchange(request_);
        co_return got.status;
    }

private:
    std::string request_;
};

} // namespace praetor::bench
