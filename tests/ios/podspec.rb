# Evaluates the podspec given as the only argument without CocoaPods, and prints what it sets as JSON.
require 'json'

module Pod
  # Takes every attribute; calls with arguments (dependency) become lists.
  class Spec
    attr_reader :attributes

    def initialize
      @attributes = {}
      yield self
      puts JSON.generate(@attributes)
    end

    def ios
      self
    end

    def method_missing(name, *values)
      @attributes[name.to_s.delete_suffix('=')] = name.end_with?('=') ? values.first : values
    end

    def respond_to_missing?(*)
      true
    end
  end
end

load ARGV.fetch(0)
